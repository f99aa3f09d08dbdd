# loses: naive_init_range, naive_init_only_linear
# says: a layer in a block was not filled
# Only the first linear layer is filled.
# %% naive_init
def naive_init(net, scale):
    first = next(m for m in net.modules() if isinstance(m, nn.Linear))
    nn.init.uniform_(first.weight, -scale, scale)
    nn.init.zeros_(first.bias)
