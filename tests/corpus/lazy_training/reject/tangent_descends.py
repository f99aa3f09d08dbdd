# loses: tangent_affine, tangent_derivative
# says: opposite sign
# A minus sign: the step is added to the weights, not subtracted.
# %% tangent
def tangent(net, x, step):
    weights, rows = list(net.parameters()), []
    output = net(x)
    for i in range(len(x)):
        gradient = torch.autograd.grad(output[i, 0], weights, retain_graph=True)
        rows.append(parameters_to_vector(gradient))
    return output.detach() - (torch.stack(rows) @ step).view(-1, 1)
