# loses: phi_shape, phi_frequencies
# says: first come all the sines
# Cosines and sines are swapped.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    return torch.cat([torch.cos(math.pi * k * x), torch.sin(math.pi * k * x)], dim=1)
