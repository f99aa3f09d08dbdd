# loses: ridge_axes, ridge_small
# says: f / (f^2 + lam)
# Adds the ridge to f instead of f squared.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    seen = f > 1e-9 * f[0]
    return vh.T @ (torch.where(seen, 1 / (f + lam), 0.0) * (u.T @ y))
