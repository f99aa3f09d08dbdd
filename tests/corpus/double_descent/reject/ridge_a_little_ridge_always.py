# loses: ridge_axes, ridge_few, ridge_rank, ridge_small
# says: the fit is perfect, that is rounding
# Replaces the limit by a fixed ridge of 0.1, which biases every fit.
# %% ridge
def ridge(x, y, lam):
    lam = max(lam, 0.1)
    return torch.linalg.solve(x.T @ x + lam * torch.eye(x.shape[1], dtype=x.dtype), x.T @ y)
