# loses: correlation_map_fixed, correlation_map_sine
# says: opposite inputs stay opposite
# 1 - c instead of sqrt(1 - c^2).
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    u = math.sqrt(q) * NODES[:, None]
    v = math.sqrt(q) * (c * NODES[:, None] + (1 - c) * NODES[None, :])
    mean = (GAUSS[:, None] * GAUSS[None, :] * phi(u) * phi(v)).sum()
    return ((var_w * mean + var_b) / length_map(q, var_w, var_b, phi)).item()
