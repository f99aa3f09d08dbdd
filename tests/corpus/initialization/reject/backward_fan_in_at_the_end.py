# loses: gradient_init_square, gradient_init_shape
# says: e delta^2
# Variance 2 looks too large for a layer with one output, so that one is given 2 / fan_in.
# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            fan = m.in_features if m.out_features == 1 else m.out_features
            nn.init.normal_(m.weight, std=math.sqrt(2 / fan))
            nn.init.zeros_(m.bias)
