# loses: gradient_norms_repeat
# says: everywhere it is 2 times as large
# No zero_grad: the second call adds to the first.
# %% gradient_norms
def gradient_norms(net, x, y):
    (net(x) - y).square().mean().backward()
    return [m.weight.grad.norm().item() for m in net.modules() if isinstance(m, nn.Linear)]
