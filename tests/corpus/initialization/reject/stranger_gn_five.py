# loses: gradient_norms_layers
# says: expected 6 entries
# any depth: at most five
# %% gradient_norms
def gradient_norms(net, x, y):
    ps = [m.weight for m in net if isinstance(m, nn.Linear)][:5]
    return [v.norm().item() for v in torch.autograd.grad((net(x) - y).square().mean(), ps)]
