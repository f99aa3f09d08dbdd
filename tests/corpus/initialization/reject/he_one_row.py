# loses: better_init_variance, better_init_fan_in, better_init_rest
# says: holds 64 numbers
# One row of random numbers for all neurons of a layer.
# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            row = torch.randn(1, m.in_features) * math.sqrt(2 / m.in_features)
            m.weight.data = row.repeat(m.out_features, 1)
            m.bias.data.zero_()
