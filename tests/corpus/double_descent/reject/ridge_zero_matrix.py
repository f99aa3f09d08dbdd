# loses: ridge_rank
# says: All fits are equal
# Ridge zero matrix.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    keep = f >= torch.finfo(x.dtype).eps * f.max() * max(x.shape)
    f, u, vh = f[keep], u[:, keep], vh[keep]
    return vh.T @ (f / (f**2 + lam) * (u.T @ y))
