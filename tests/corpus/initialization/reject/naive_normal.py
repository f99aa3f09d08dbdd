# loses: naive_init_range, naive_init_only_linear
# says: larger than scale
# Normal with standard deviation `scale`.
# %% naive_init
def naive_init(net, scale):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=scale)
            nn.init.zeros_(module.bias)
