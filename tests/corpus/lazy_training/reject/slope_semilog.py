# loses: loglog_slope_parabola, loglog_slope_decay, loglog_slope_noise
# says: logarithmic axes
# Only y is logarithmic: the rate of an exponential, not the exponent of a power law.
# %% loglog_slope
def loglog_slope(x, y):
    u, v = x - x.mean(), y.log() - y.log().mean()
    return ((u * v).sum() / (u * u).sum()).item()
