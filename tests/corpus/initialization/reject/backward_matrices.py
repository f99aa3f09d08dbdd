# loses: gradient_init_fresh
# says: embedding
# Fills every weight that is a matrix.
# %% gradient_init
@torch.no_grad()
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.bias.zero_()
    for w in net.parameters():
        if w.ndim == 2:
            w.normal_(std=math.sqrt(2 / w.shape[0]))
