# loses: better_init_variance, better_init_fan_in
# says: half the fan-in times the variance
# 2/fan_in passed as the standard deviation.
# %% better_init
def better_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=2 / module.in_features)
            nn.init.zeros_(module.bias)
