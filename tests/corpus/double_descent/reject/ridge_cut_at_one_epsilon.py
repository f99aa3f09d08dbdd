# loses: ridge_rank
# says: thirty equal columns
# Cuts at the rounding error of one number: that of a large matrix is larger.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    keep = f > torch.finfo(x.dtype).eps * f.max()
    u, f, vh = u[:, keep], f[keep], vh[keep]
    return vh.T @ ((u.T @ y) * f / (f**2 + lam))
