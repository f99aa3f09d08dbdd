# loses: tangent_affine, tangent_derivative
# says: step = 0, the network itself
# Only the change: the output at the present weights is missing.
# %% tangent
def tangent(net, x, step):
    weights, rows = list(net.parameters()), []
    output = net(x)
    for i in range(len(x)):
        gradient = torch.autograd.grad(output[i, 0], weights, retain_graph=True)
        rows.append(parameters_to_vector(gradient))
    return (torch.stack(rows) @ step).view(-1, 1)
