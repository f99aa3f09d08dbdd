# loses: deep_net_signs
# says: give 1 different outputs
# One network made once and handed out every time.
# %% deep_net
_net = nn.Sequential(
    nn.Linear(1, 20),
    nn.ReLU(),
    nn.Linear(20, 20),
    nn.ReLU(),
    nn.Linear(20, 20),
    nn.ReLU(),
    nn.Linear(20, 20),
    nn.ReLU(),
    nn.Linear(20, 1),
)


def deep_net():
    return _net
