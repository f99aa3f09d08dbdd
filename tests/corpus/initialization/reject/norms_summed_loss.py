# loses: gradient_norms_line, gradient_norms_layers
# says: the *mean* square
# Sum instead of mean over the data.
# %% gradient_norms
def gradient_norms(net, x, y):
    weights = [m.weight for m in net.modules() if isinstance(m, nn.Linear)]
    loss = (net(x) - y).square().sum()
    gradients = torch.autograd.grad(loss, weights)
    return [g.norm().item() for g in gradients]
