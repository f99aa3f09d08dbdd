# loses: loglog_slope_noise
# says: all points
# positive tiny
# %% loglog_slope
def loglog_slope(x, y):
    a, b = (x + 1e-9).log(), (y + 1e-9).log()
    a = a - a.mean()
    return (a * b).sum() / (a * a).sum()
