# method: covariance over variance
# %% loglog_slope
def loglog_slope(x, y):
    covariance = torch.cov(torch.stack([torch.log2(x), torch.log2(y)]))
    return covariance[0, 1] / covariance[0, 0]
