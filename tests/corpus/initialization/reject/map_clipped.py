# loses: correlation_map_fixed, correlation_map_sine
# says: no fixed point
# Divides by q and cuts off what exceeds 1, so that equal inputs seem to stay equal.
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    u = math.sqrt(q) * NODES[:, None]
    v = math.sqrt(q) * (c * NODES[:, None] + math.sqrt(1 - c**2) * NODES[None, :])
    mean = (GAUSS[:, None] * GAUSS[None, :] * phi(u) * phi(v)).sum()
    return max(-1.0, min(1.0, ((var_w * mean + var_b) / q).item()))
