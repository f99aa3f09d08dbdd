# loses: phi_frequencies
# says: sine, faster, first three columns
# The frequencies come in decreasing order.
# %% phi
def phi(x, n_features):
    k = torch.arange(n_features // 2, 0, -1, dtype=x.dtype)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=1)
