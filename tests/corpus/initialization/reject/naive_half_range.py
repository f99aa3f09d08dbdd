# loses: naive_init_range, naive_init_only_linear
# says: not uniform
# Uniform on an interval of length scale.
# %% naive_init
def naive_init(net, scale):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, -scale / 2, scale / 2)
            nn.init.zeros_(module.bias)
