# loses: ridge_min_norm
# says: fitted exactly
# At penalty 0 the normal equations are singular: there are more weights than samples.
# %% ridge
def ridge(features, y, penalty):
    p = features.shape[1]
    return torch.linalg.inv(features.T @ features + penalty * torch.eye(p).to(features)) @ features.T @ y
