# loses: deep_net_shapes
# says: 2 different
# Two of the inner layers are one.
# %% deep_net
def deep_net():
    layers = [nn.Linear(1, 20), nn.ReLU()]
    for _ in range(3):
        layers += [nn.Linear(20, 20), nn.ReLU()]
    net = nn.Sequential(*layers, nn.Linear(20, 1))
    net[6] = net[4]
    return net
