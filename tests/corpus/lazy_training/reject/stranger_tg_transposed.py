# loses: tangent_derivative
# says: all layers
# row order (square weights transposed)
# %% tangent
def tangent(net, x, step):
    weights = list(net.parameters())
    rows = []
    output = net(x)
    for i in range(len(x)):
        g = torch.autograd.grad(output[i, 0], weights, retain_graph=True)
        rows.append(
            torch.cat([(v.T if v.ndim == 2 and v.shape[0] == v.shape[1] else v).flatten() for v in g])
        )
    return output.detach() + (torch.stack(rows) @ step)[:, None]
