# loses: ridge_gradient, ridge_min_norm
# says: shortest
# 1e-7 is added "for stability": no solution where the features are small.
# %% ridge
def ridge(features, y, penalty):
    p = features.shape[1]
    return torch.linalg.solve(features.T @ features + (penalty + 1e-7) * torch.eye(p, dtype=features.dtype), features.T @ y)
