# loses: gradient_init_fresh, gradient_init_shape, gradient_init_square
# says: biases start at zero
# Biases keep their random start values.
# %% gradient_init
def gradient_init(net):
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / module.out_features))
            pass
