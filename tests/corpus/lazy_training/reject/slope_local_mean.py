# loses: loglog_slope_noise
# says: least squares
# The mean of the local slopes: near points weigh as much as far ones.
# %% loglog_slope
def loglog_slope(x, y):
    return (y.log().diff() / x.log().diff()).mean().item()
