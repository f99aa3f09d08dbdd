# loses: correlation_slope_sine
# The slope of the activation at zero: a linear network.
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (var_w * (GAUSS * dphi(0 * NODES) ** 2).sum()).item()
