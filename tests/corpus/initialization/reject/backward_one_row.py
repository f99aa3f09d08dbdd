# loses: gradient_init_square, gradient_init_shape, gradient_init_fresh
# says: holds 64 numbers
# One row of random numbers for all neurons of a layer.
# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            row = torch.randn(1, m.in_features) * math.sqrt(2 / m.out_features)
            m.weight.data = row.repeat(m.out_features, 1)
            m.bias.data.zero_()
