# loses: ridge_gradient
# says: more weights than samples
# With more weights than samples the penalty is forgotten.
# %% ridge
def ridge(features, y, penalty):
    n, p = features.shape
    if penalty == 0 or p > n:
        return torch.linalg.pinv(features) @ y
    gram = features.T @ features + penalty * torch.eye(p, dtype=features.dtype)
    return torch.linalg.solve(gram, features.T @ y)
