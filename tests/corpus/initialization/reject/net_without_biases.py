# loses: deep_net_shapes, deep_net_values
# says: have the shapes
# Linear layers without bias.
# %% deep_net
def deep_net():
    return nn.Sequential(
        *(nn.Linear(1, 20), nn.ReLU()),
        *(nn.Linear(20, 20, bias=False), nn.ReLU()),
        *(nn.Linear(20, 20, bias=False), nn.ReLU()),
        *(nn.Linear(20, 20, bias=False), nn.ReLU()),
        nn.Linear(20, 1),
    )
