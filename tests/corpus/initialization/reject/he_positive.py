# loses: better_init_variance, better_init_fan_in
# says: times as large
# Absolute values: the right size, but not centered.
# %% better_init
def better_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.in_features))
            module.weight.data.abs_()
            nn.init.zeros_(module.bias)
