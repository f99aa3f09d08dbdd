# loses: loglog_slope_decay, loglog_slope_noise
# says: prefactor
# No intercept: the line is forced through x = 1, y = 1.
# %% loglog_slope
def loglog_slope(x, y):
    return ((x.log() * y.log()).sum() / (x.log() ** 2).sum()).item()
