# loses: loglog_slope_decay, loglog_slope_noise
# says: prefactor
# y is not centered and neither is x: the covariance formula needs one of them to be.
# %% loglog_slope
def loglog_slope(x, y):
    u, v = x.log(), y.log() - y.log()[0]
    return ((u * v).sum() / (u * u).sum()).item()
