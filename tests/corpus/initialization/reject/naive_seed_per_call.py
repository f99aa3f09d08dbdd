# loses: naive_init_fresh
# says: a second call gives the same numbers
# A seed at the start of the function: every call gives the same numbers.
# %% naive_init
def naive_init(net, scale):
    torch.manual_seed(0)
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, -scale, scale)
            nn.init.zeros_(module.bias)
