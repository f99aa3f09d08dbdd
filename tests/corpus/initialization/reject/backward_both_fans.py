# loses: gradient_init_square, gradient_init_shape
# says: half the fan-out times the variance
# Glorot with the gain of the ReLU: a compromise keeps neither.
# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, std=math.sqrt(4 / (m.in_features + m.out_features)))
            nn.init.zeros_(m.bias)
