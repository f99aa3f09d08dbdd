# loses: tangent_affine, tangent_derivative
# says: separate
# The gradient of the first sample serves all of them.
# %% tangent
def tangent(net, x, step):
    weights = list(net.parameters())
    output = net(x)
    gradient = parameters_to_vector(torch.autograd.grad(output[0, 0], weights, retain_graph=True))
    rows = [gradient for _ in range(len(x))]
    return output.detach() + (torch.stack(rows) @ step).view(-1, 1)
