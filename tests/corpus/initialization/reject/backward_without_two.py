# loses: gradient_init_square, gradient_init_shape
# says: half the fan-out times the variance
# 1/fan_out: the ReLU's factor 2 is missing.
# %% gradient_init
def gradient_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(1 / module.out_features))
            nn.init.zeros_(module.bias)
