# loses: phi_frequencies
# says: four digits
# outside [-1,1]
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    a = math.pi * x.clamp(-2, 3) * k
    return torch.cat([torch.sin(a), torch.cos(a)], 1)
