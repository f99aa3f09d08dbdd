# loses: correlation_map_fixed, correlation_map_sine
# says: c' for c = 1
# A mean over random numbers: two digits instead of six.
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    g = torch.randn(2, 20000, dtype=torch.double)
    u = math.sqrt(q) * g[0]
    v = math.sqrt(q) * (c * g[0] + math.sqrt(1 - c**2) * g[1])
    mean = (phi(u) * phi(v)).mean().item()
    return (var_w * mean + var_b) / length_map(q, var_w, var_b, phi)
