# loses: better_init_variance, better_init_rest
# says: all biases start at zero
# Biases are drawn as well.
# %% better_init
def better_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.in_features))
            nn.init.normal_(module.bias)
