# loses: ridge_small
# says: singular values were, times
# The cut does not know how large the matrix is.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x, full_matrices=False)
    gain = torch.where(f > 1e-10, f / (f**2 + lam), 0)
    return vh.T @ (gain * (u.T @ y))
