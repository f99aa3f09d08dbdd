# loses: ridge_rank, ridge_small
# says: equal columns, and rounding
# Inverts a singular value that is zero up to round-off.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    return vh.T @ (f / (f**2 + lam) * (u.T @ y))
