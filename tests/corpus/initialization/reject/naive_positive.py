# loses: naive_init_range
# says: not uniform
# Uniform on [0, scale]: no negative weights.
# %% naive_init
def naive_init(net, scale):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, 0, scale)
            nn.init.zeros_(module.bias)
