# loses: gradient_norms_line, gradient_norms_layers
# says: has 2 entries, expected 1 entry
# Biases are counted, too.
# %% gradient_norms
def gradient_norms(net, x, y):
    weights = list(net.parameters())
    loss = (net(x) - y).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    return [g.norm().item() for g in gradients]
