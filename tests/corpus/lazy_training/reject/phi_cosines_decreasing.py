# loses: phi_frequencies
# says: cosine, faster, last three columns
# The cosines begin with the highest frequency.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k.flip(0) * x)], dim=1)
