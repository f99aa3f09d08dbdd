# loses: naive_init_range, naive_init_only_linear
# says: biases start at zero
# Biases are drawn as well.
# %% naive_init
def naive_init(net, scale):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, -scale, scale)
            nn.init.uniform_(module.bias, -scale, scale)
