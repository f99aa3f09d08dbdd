# loses: deep_net_values, deep_net_signs
# says: none after the last one
# A ReLU after the output: negative values are cut off.
# %% deep_net
def deep_net():
    return nn.Sequential(
        *(nn.Linear(1, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        nn.Linear(20, 1),
        nn.ReLU(),
    )
