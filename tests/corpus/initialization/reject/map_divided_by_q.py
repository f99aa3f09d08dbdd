# loses: correlation_map_fixed, correlation_map_sine
# says: no fixed point of (7)
# Divides by the second moment before the layer: right at the fixed point only.
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    u = math.sqrt(q) * NODES[:, None]
    v = math.sqrt(q) * (c * NODES[:, None] + math.sqrt(1 - c**2) * NODES[None, :])
    mean = (GAUSS[:, None] * GAUSS[None, :] * phi(u) * phi(v)).sum()
    return ((var_w * mean + var_b) / q).item()
