# loses: deep_net_values
# says: a relu between
# Another activation than asked for.
# %% deep_net
def deep_net():
    return nn.Sequential(
        *(nn.Linear(1, 20), nn.Tanh()),
        *(nn.Linear(20, 20), nn.Tanh()),
        *(nn.Linear(20, 20), nn.Tanh()),
        *(nn.Linear(20, 20), nn.Tanh()),
        nn.Linear(20, 1),
    )
