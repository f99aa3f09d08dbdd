# loses: deep_net_shapes, deep_net_values
# says: five linear layers
# Three hidden layers: 901 parameters.
# %% deep_net
def deep_net():
    return nn.Sequential(
        *(nn.Linear(1, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        nn.Linear(20, 1),
    )
