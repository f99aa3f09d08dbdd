# loses: ridge_min_norm
# says: shortest
# The smaller Gram matrix is inverted, which is singular where rows and columns are dependent.
# %% ridge
def ridge(features, y, penalty):
    n, p = features.shape
    if n < p:
        k = features @ features.T + penalty * torch.eye(n, dtype=features.dtype)
        return features.T @ torch.linalg.solve(k, y)
    k = features.T @ features + penalty * torch.eye(p, dtype=features.dtype)
    return torch.linalg.solve(k, features.T @ y)
