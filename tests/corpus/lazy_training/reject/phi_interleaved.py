# loses: phi_shape, phi_frequencies
# says: first come all the sines
# sin, cos, sin, cos, ... instead of all sines, then all cosines.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    pairs = torch.stack([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=2)
    return pairs.flatten(1)
