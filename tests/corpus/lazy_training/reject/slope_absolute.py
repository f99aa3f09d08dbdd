# loses: loglog_slope_decay, loglog_slope_noise
# says: opposite sign
# The sign is lost.
# %% loglog_slope
def loglog_slope(x, y):
    u, v = x.log() - x.log().mean(), y.log() - y.log().mean()
    return abs(((u * v).sum() / (u * u).sum()).item())
