# loses: deep_net_shapes
# says: different first biases
# numbers of its own (biases)
# %% deep_net
def deep_net():
    sizes = [1, 20, 20, 20, 20, 1]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    for i in (4, 6):
        net[i].bias.data.copy_(net[2].bias.data)
    return net
