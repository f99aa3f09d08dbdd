# loses: loglog_slope_parabola, loglog_slope_decay, loglog_slope_noise
# says: got 0.5, expected 2
# log x on log y: the exponent of the inverse law.
# %% loglog_slope
def loglog_slope(x, y):
    u, v = x.log() - x.log().mean(), y.log() - y.log().mean()
    return ((u * v).sum() / (v * v).sum()).item()
