# loses: better_init_rest, better_init_fan_in
# says: inside blocks
# Only the direct children of the network.
# %% better_init
def better_init(net):
    for module in net.children():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.in_features))
            nn.init.zeros_(module.bias)
