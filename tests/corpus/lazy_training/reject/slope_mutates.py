# loses: loglog_slope_parabola, loglog_slope_decay, loglog_slope_noise
# says: changes its argument
# The logarithm is taken in place: the arguments of the caller change.
# %% loglog_slope
def loglog_slope(x, y):
    lx, ly = torch.log(x), torch.log(y)
    x.log_(), y.log_()
    lx, ly = x - x.mean(), y - y.mean()
    return (lx * ly).sum() / (lx * lx).sum()
