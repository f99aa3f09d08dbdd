# loses: ridge_axes
# says: f / (f^2 + lam), lam = 6.0
# The square of the ridge.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    gain = torch.where(f > 1e-14 * f.max(), f / (f**2 + lam**2), 0.0)
    return vh.T @ (gain * (u.T @ y))
