# loses: naive_init_only_linear
# says: embedding
# Fills every weight that is a matrix.
# %% naive_init
@torch.no_grad()
def naive_init(net, scale):
    for m in net.modules():
        if hasattr(m, "weight") and m.weight.ndim == 2:
            m.weight.uniform_(-scale, scale)
            if getattr(m, "bias", None) is not None:
                m.bias.zero_()
