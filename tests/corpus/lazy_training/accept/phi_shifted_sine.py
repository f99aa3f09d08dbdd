# method: cos z = sin(z + pi/2): one sine of an outer product plus phases; integer frequencies
# %% phi
def phi(x, n_features):
    angles = math.pi * x @ torch.arange(1, n_features // 2 + 1).to(x).view(1, -1)
    return torch.sin(torch.hstack([angles, angles + math.pi / 2]))
