# loses: phi_frequencies
# says: four digits
# 3.1416 for pi: wrong in the third digit once k is large.
# %% phi
def phi(x, n_features):
    k = 3.1416 * torch.arange(1, n_features // 2 + 1)
    return torch.cat([torch.sin(k * x), torch.cos(k * x)], dim=1)
