# loses: ridge_small
# says: The singular values were 1 times 5000
# Ridge cut 1e10.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    gain = torch.where(f > 1e-10 * f.max(), f / (f**2 + lam), 0)
    return vh.T @ (gain * (u.T @ y))
