# loses: empirical_ntk_linear, empirical_ntk_any
# says: 5 of 5 entries, x.x' + 1
# Gradients are never reset between inputs: every row contains all earlier ones.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    rows = []
    net.zero_grad()
    for x in torch.cat([x1, x2]):
        net(x[None]).sum().backward()
        rows.append(torch.cat([w.grad.flatten() for w in net.parameters()]))
    return torch.stack(rows[: len(x1)]) @ torch.stack(rows[len(x1) :]).T
