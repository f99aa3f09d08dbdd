# loses: phi_rank, phi_frequencies
# says: vanish, sin(0 x)
# k starts at 0: sin(0 x) is a dead column, and the constant cosine doubles the bias.
# %% phi
def phi(x, n_features):
    k = torch.arange(n_features // 2, dtype=x.dtype)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=1)
