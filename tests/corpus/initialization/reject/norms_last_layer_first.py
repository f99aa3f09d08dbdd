# loses: gradient_norms_layers
# says: first layer first
# In the order of backpropagation, last layer first.
# %% gradient_norms
def gradient_norms(net, x, y):
    weights = [m.weight for m in net.modules() if isinstance(m, nn.Linear)]
    loss = (net(x) - y).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    return [g.norm().item() for g in reversed(gradients)]
