# loses: deep_net_values
# says: the output of deep_net()
# a ReLU
# %% deep_net
def deep_net():
    sizes = [1, 20, 20, 20, 20, 1]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU6()]
    net = nn.Sequential(*layers[:-1])
    pass
    return net
