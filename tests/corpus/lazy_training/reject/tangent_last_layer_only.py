# loses: tangent_derivative
# says: all, layers
# Only the last layer is differentiated: a random-feature model, not the tangent.
# %% tangent
def tangent(net, x, step):
    weights = list(net.parameters())
    output, rows = net(x), []
    for i in range(len(x)):
        gradient = torch.autograd.grad(output[i, 0], weights, retain_graph=True)
        rows.append(parameters_to_vector([torch.zeros_like(g) for g in gradient[:-2]] + list(gradient[-2:])))
    return output.detach() + (torch.stack(rows) @ step).view(-1, 1)
