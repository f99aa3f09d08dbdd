# loses: gradient_init_square, gradient_init_shape
# says: half the fan-out times the variance
# The variance passed as standard deviation.
# %% gradient_init
def gradient_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=2 / module.out_features)
            nn.init.zeros_(module.bias)
