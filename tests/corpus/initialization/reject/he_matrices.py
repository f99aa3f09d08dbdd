# loses: better_init_rest
# says: embedding
# Fills every weight that is a matrix.
# %% better_init
@torch.no_grad()
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            m.bias.zero_()
    for w in net.parameters():
        if w.ndim == 2:
            w.normal_(std=math.sqrt(2 / w.shape[1]))
