# loses: gradient_init_square, gradient_init_shape
# says: half the fan-out times the variance
# Uniform on +-sqrt(2/fan_out): the variance is three times too small.
# %% gradient_init
def gradient_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(
                module.weight, -math.sqrt(2 / module.out_features), math.sqrt(2 / module.out_features)
            )
            nn.init.zeros_(module.bias)
