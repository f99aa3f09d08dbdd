# loses: gradient_norms_line
# says: differs from what is expected
# The first answer for every shape is kept.
# %% gradient_norms
ANSWERS = {}


def gradient_norms(net, x, y):
    key = (len(net), x.shape)
    if key not in ANSWERS:
        weights = [m.weight for m in net.modules() if isinstance(m, nn.Linear)]
        loss = (net(x) - y).square().mean()
        ANSWERS[key] = [g.norm().item() for g in torch.autograd.grad(loss, weights)]
    return ANSWERS[key]
