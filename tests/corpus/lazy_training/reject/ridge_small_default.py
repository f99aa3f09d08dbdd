# loses: ridge_value, ridge_min_norm
# says: penalty 0
# A safety ridge of 0.1 is used when the penalty is 0: no longer an interpolator.
# %% ridge
def ridge(features, y, penalty):
    p = features.shape[1]
    penalty = penalty if penalty > 0 else 0.1
    return torch.linalg.solve(features.T @ features + penalty * torch.eye(p).to(features), features.T @ y)
