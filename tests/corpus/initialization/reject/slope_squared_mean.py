# loses: correlation_slope_sine
# The square of the mean instead of the mean of the square.
# %% correlation_slope
def correlation_slope(q, var_w, dphi):
    return (var_w * (GAUSS * dphi(math.sqrt(q) * NODES)).sum() ** 2).item()
