# loses: better_init_rest
# says: came twice
# every call draws anew: last layer seeded
# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0, (2 / m.in_features) ** 0.5)
            nn.init.zeros_(m.bias)
    g = torch.Generator().manual_seed(3)
    last = [m for m in net.modules() if isinstance(m, nn.Linear)][-1]
    last.weight.data.normal_(0, (2 / last.in_features) ** 0.5, generator=g)
