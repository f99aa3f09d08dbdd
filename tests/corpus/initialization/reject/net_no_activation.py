# loses: deep_net_shapes, deep_net_values
# says: [0, 2, 4, 6, 7]
# No activation between two linear layers.
# %% deep_net
def deep_net():
    return nn.Sequential(
        *(nn.Linear(1, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        nn.Linear(20, 20),
        nn.Linear(20, 1),
    )
