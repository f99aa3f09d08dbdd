# loses: ridge_few, ridge_rank, ridge_small
# says: span of the rows
# Fits with the first n columns: a perfect fit, but not the shortest.
# %% ridge
def ridge(x, y, lam):
    n, d = x.shape
    used = x[:, : min(n, d)]
    w = torch.zeros(d, dtype=x.dtype)
    if lam == 0:
        w[: used.shape[1]] = torch.linalg.pinv(used, rtol=1e-9) @ y
        return w
    return torch.linalg.solve(x.T @ x + lam * torch.eye(d, dtype=x.dtype), x.T @ y)
