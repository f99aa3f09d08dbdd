# loses: ridge_axes, ridge_small
# says: as real as f_max
# An absolute cut, which small or large data move across.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    gain = torch.where(f > 1e-4, f / (f**2 + lam), 0.0)
    return vh.T @ (gain * (u.T @ y))
