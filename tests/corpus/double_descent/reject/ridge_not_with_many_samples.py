# loses: ridge_axes
# says: (x'x + lam) w
# With more samples than weights the ridge is left out.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    if len(x) > x.shape[1]:
        lam = 0.0
    gain = torch.where(f > 1e-14 * f.max(), f / (f**2 + lam), 0.0)
    return vh.T @ (gain * (u.T @ y))
