# loses: ridge_axes, ridge_small
# says: f / (f^2 + lam)
# Multiplies the ridge by n: another convention than the one of the text.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    seen = f > 1e-9 * f[0]
    return vh.T @ (torch.where(seen, f / (f**2 + len(x) * lam), 0.0) * (u.T @ y))
