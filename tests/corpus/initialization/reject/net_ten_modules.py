# loses: deep_net_values
# says: 10 modules, nine
# A tenth module that does nothing: nine were asked for, the last one the linear layer.
# %% deep_net
def deep_net() -> nn.Sequential:
    layers = []
    for a, b in [(1, 20), (20, 20), (20, 20), (20, 20)]:
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(20, 1), nn.Identity())
