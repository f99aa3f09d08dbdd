# loses: phi_frequencies
# says: any order
# The inputs are sorted first: rows and labels no longer belong together.
# %% phi
def phi(x, n_features):
    k = math.pi * torch.arange(1, n_features // 2 + 1)
    x = x.sort(dim=0).values
    return torch.cat([torch.sin(k * x), torch.cos(k * x)], dim=1)
