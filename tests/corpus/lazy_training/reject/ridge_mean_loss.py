# loses: ridge_gradient
# says: an n
# penalty n: the penalty of a *mean* squared loss, another problem.
# %% ridge
def ridge(features, y, penalty):
    if penalty == 0:
        return torch.linalg.pinv(features) @ y
    n, p = features.shape
    return torch.linalg.solve(features.T @ features + n * penalty * torch.eye(p).to(features), features.T @ y)
