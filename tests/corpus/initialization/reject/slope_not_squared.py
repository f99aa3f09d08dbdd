# loses: correlation_slope_sine
# The mean of the derivative, not of its square.
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (var_w * (GAUSS * dphi(math.sqrt(q) * NODES)).sum()).item()
