# loses: phi_rank, phi_frequencies
# says: one sine and one cosine
# The last frequency is used twice, the one before it never... an off-by-one in a list of k.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype).clamp(max=max(n_features // 2 - 1, 3))
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=1)
