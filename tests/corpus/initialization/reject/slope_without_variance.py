# loses: correlation_slope_linear, correlation_slope_sine
# The factor var_w is missing.
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (1.0 * (GAUSS * dphi(math.sqrt(q) * NODES) ** 2).sum()).item()
