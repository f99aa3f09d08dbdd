# loses: loglog_slope_noise
# says: all points
# repeated x
# %% loglog_slope
def loglog_slope(x, y):
    a, b = x.log(), y.log()
    u = a.unique()
    bm = torch.stack([b[a == v].mean() for v in u])
    u0 = u - u.mean()
    return (u0 * bm).sum() / (u0 * u0).sum()
