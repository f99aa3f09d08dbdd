# loses: tangent_affine, tangent_derivative
# says: separate
# The gradient of the sum of all outputs is used for every sample.
# %% tangent
def tangent(net, x, step):
    weights, rows = list(net.parameters()), []
    output = net(x)
    for i in range(len(x)):
        gradient = torch.autograd.grad(output.sum(), weights, retain_graph=True)
        rows.append(parameters_to_vector(gradient))
    return output.detach() + (torch.stack(rows) @ step).view(-1, 1)
