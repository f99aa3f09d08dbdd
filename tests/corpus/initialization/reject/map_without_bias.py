# loses: correlation_map_fixed, correlation_map_sine
# says: c' for c = 1
# The bias variance is missing.
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    u = math.sqrt(q) * NODES[:, None]
    v = math.sqrt(q) * (c * NODES[:, None] + math.sqrt(1 - c**2) * NODES[None, :])
    mean = (GAUSS[:, None] * GAUSS[None, :] * phi(u) * phi(v)).sum()
    return ((var_w * mean) / length_map(q, var_w, var_b, phi)).item()
