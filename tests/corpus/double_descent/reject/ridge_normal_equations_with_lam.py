# loses: ridge_axes
# says: 1e-18
# With lam > 0 the normal equations, which lose small singular values.
# %% ridge
def ridge(x, y, lam):
    d = x.shape[1]
    if lam > 0:
        return torch.linalg.solve(x.T @ x + lam * torch.eye(d, dtype=x.dtype), x.T @ y)
    return torch.linalg.pinv(x) @ y
