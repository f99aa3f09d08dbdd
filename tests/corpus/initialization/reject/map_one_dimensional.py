# loses: correlation_map_sine
# says: independent inputs stay independent
# One normal number for both inputs.
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    u = math.sqrt(q) * NODES[:, None]
    v = math.sqrt(q) * (c * NODES[:, None] + math.sqrt(1 - c**2) * NODES[:, None])
    mean = (GAUSS[:, None] * GAUSS[None, :] * phi(u) * phi(v)).sum()
    return ((var_w * mean + var_b) / length_map(q, var_w, var_b, phi)).item()
