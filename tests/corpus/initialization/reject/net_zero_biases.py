# loses: deep_net_shapes, deep_net_signs
# says: largest entry of 0.bias
# The biases are set to zero although PyTorch's start values should stay.
# %% deep_net
def deep_net():
    sizes, modules = [1] + 4 * [WIDTH] + [1], []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layer = nn.Linear(n_in, n_out)
        layer.bias.data.zero_()
        modules += [layer, nn.ReLU()]
    return nn.Sequential(*modules[:-1])
