# loses: loglog_slope_noise
# says: least squares
# The median of the slopes of neighbours, not least squares.
# %% loglog_slope
def loglog_slope(x, y):
    return (y.log().diff() / x.log().diff()).median().item()
