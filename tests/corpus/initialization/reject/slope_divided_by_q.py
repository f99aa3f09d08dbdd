# loses: correlation_slope_linear, correlation_slope_sine
# Divided by q like the map: the derivative has already cancelled it.
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (var_w / q * (GAUSS * dphi(math.sqrt(q) * NODES) ** 2).sum()).item()
