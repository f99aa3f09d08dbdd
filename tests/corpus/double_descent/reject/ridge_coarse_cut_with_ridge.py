# loses: ridge_axes
# says: lam is 1e-10
# With a ridge small singular values are thought not to matter.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    seen = f > (1e-12 if lam == 0 else 1e-3) * f.max()
    gain = torch.where(seen, f, 0) / torch.where(seen, f**2 + lam, 1)
    return vh.T @ (gain * (u.T @ y))
