# loses: ridge_small
# says: 1e-09 f_max is as real
# Eigenvalues of x'x, the squares of the singular values: small ones drown in rounding.
# %% ridge
def ridge(x, y, lam):
    n = len(x)
    if lam > 0:
        dual = torch.linalg.solve(x @ x.T + lam * torch.eye(n, dtype=x.dtype), y)
        return (x.T @ dual).float()
    values, v = torch.linalg.eigh(x.T @ x)
    w = torch.zeros(x.shape[1], dtype=x.dtype)
    for value, direction in zip(values, v.T):
        if value > 1e-14 * values[-1]:
            w = w + direction * (direction @ (x.T @ y)) / value
    return w.float()
