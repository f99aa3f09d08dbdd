# loses: ridge_axes
# says: The singular values were 1 and 1e-7
# Ridge squares with lam.
# %% ridge
def ridge(x, y, lam):
    if lam > 0:
        return torch.linalg.solve(x.T @ x + lam * torch.eye(x.shape[1]).to(x), x.T @ y)
    return torch.linalg.pinv(x) @ y
