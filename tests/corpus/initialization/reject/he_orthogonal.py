# loses: better_init_variance
# says: overlap of two rows
# Orthogonal matrices of the right variance: neither normal nor uniform.
# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.orthogonal_(m.weight)
            m.weight.data *= math.sqrt(2 / m.in_features) / m.weight.data.square().mean().sqrt()
            nn.init.zeros_(m.bias)
