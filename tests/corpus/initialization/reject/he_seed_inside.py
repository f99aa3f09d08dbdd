# loses: better_init_rest
# says: the same random numbers came twice
# A seed is set for every layer: equal layers are copies.
# %% better_init
def better_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            torch.manual_seed(1)
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.in_features))
            nn.init.zeros_(module.bias)
