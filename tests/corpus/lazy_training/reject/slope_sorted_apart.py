# loses: loglog_slope_decay, loglog_slope_noise
# says: negative exponent
# x and y are sorted each for itself.
# %% loglog_slope
def loglog_slope(x, y):
    u, v = x.sort().values.log(), y.sort().values.log()
    u = u - u.mean()
    return float((u * v).sum() / (u * u).sum())
