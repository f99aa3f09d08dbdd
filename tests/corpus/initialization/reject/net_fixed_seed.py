# loses: deep_net_signs
# says: give 1 different outputs
# A seed inside the function: all networks are twins.
# %% deep_net
def deep_net():
    torch.manual_seed(0)
    return nn.Sequential(
        *(nn.Linear(1, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        *(nn.Linear(20, 20), nn.ReLU()),
        nn.Linear(20, 1),
    )
