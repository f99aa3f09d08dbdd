# loses: gradient_init_square
# says: overlap of two rows
# Orthogonal matrices of the right variance: neither normal nor uniform.
# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.orthogonal_(m.weight)
            m.weight.data *= math.sqrt(2 / m.out_features) / m.weight.data.square().mean().sqrt()
            nn.init.zeros_(m.bias)
