# loses: correlation_map_fixed, correlation_map_sine
# says: c' for c = 1
# The product of the means is subtracted: right for odd activations only.
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    u = math.sqrt(q) * NODES[:, None]
    v = math.sqrt(q) * (c * NODES[:, None] + math.sqrt(1 - c**2) * NODES[None, :])
    product = (GAUSS[:, None] * GAUSS[None, :] * phi(u) * phi(v)).sum()
    mean = (GAUSS * phi(math.sqrt(q) * NODES)).sum()
    return ((var_w * (product - mean**2) + var_b) / length_map(q, var_w, var_b, phi)).item()
