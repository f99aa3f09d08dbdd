# loses: phi_shape, phi_rank, phi_frequencies, LinSin_shape, LinSin_linear
# says: side by side, dim=1
# Sines and cosines are stacked as rows (dim=0) instead of columns.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=0)
