# loses: phi_rank, phi_period, phi_frequencies
# says: pi is missing
# pi is missing: the functions do not close after a distance 2.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    return torch.cat([torch.sin(k * x), torch.cos(k * x)], dim=1)
