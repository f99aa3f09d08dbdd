# loses: deep_net_shapes
# says: different first weights
# 3 * [layer, relu] holds one and the same layer three times.
# %% deep_net
def deep_net():
    inner = 3 * [nn.Linear(WIDTH, WIDTH), nn.ReLU()]
    return nn.Sequential(nn.Linear(1, WIDTH), nn.ReLU(), *inner, nn.Linear(WIDTH, 1))
