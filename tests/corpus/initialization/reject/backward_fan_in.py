# loses: gradient_init_square, gradient_init_shape
# says: half the fan-out times the variance
# Fan-in: keeps the activations instead.
# %% gradient_init
def gradient_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.in_features))
            nn.init.zeros_(module.bias)
