# loses: naive_init_range, naive_init_only_linear, naive_init_fresh
# says: what they were before the call
# A new tensor is bound to a name; the module never sees it.
# %% naive_init
def naive_init(net, scale):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            weight = module.weight
            weight = (2 * torch.rand_like(weight) - 1) * scale
            nn.init.zeros_(module.bias)
