# loses: ridge_few, ridge_rank, ridge_small
# says: a matrix is singular, span of the rows
# Solves the normal equations: no answer without ridge where x'x is singular.
# %% ridge
def ridge(x, y, lam):
    return torch.linalg.solve(x.T @ x + lam * torch.eye(x.shape[1], dtype=x.dtype), x.T @ y)
