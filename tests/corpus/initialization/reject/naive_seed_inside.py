# loses: naive_init_fresh
# says: two layers hold the same numbers
# A seed is set for every layer: layers of equal shape are copies.
# %% naive_init
def naive_init(net, scale):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            torch.manual_seed(0)
            nn.init.uniform_(module.weight, -scale, scale)
            nn.init.zeros_(module.bias)
