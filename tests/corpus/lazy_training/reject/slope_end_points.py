# loses: loglog_slope_noise
# says: least squares
# Only the first and the last point are used.
# %% loglog_slope
def loglog_slope(x, y):
    return ((y[-1] / y[0]).log() / (x[-1] / x[0]).log()).item()
