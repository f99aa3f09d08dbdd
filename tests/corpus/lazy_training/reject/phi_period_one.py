# loses: phi_period, phi_frequencies
# says: distance 1
# 2 pi k x has period 1 on a domain of length 2: f(-1) = f(0) = f(1) whatever the weights.
# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    return torch.cat([torch.sin(2 * math.pi * k * x), torch.cos(2 * math.pi * k * x)], dim=1)
