# method: least squares with a column of ones
# %% loglog_slope
def loglog_slope(x, y):
    design = torch.stack([x.log(), torch.ones_like(x)], dim=1)
    return torch.linalg.lstsq(design, y.log()[:, None]).solution[0, 0]
