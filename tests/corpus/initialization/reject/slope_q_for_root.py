# loses: correlation_slope_sine
# q instead of sqrt(q).
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (var_w * (GAUSS * dphi(q * NODES) ** 2).sum()).item()
