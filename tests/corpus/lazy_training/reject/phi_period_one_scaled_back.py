# loses: phi_rank, phi_period, phi_frequencies
# says: vanish, distance 1
# Even frequencies only, written as k = 0, 2, 4, ...: period 1 again, and a dead column.
# %% phi
def phi(x, n_features):
    k = torch.arange(0, n_features, 2, dtype=x.dtype)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=1)
