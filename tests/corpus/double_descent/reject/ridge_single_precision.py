# loses: ridge_small
# says: 1e-09 f_max is as real
# Decomposed in single precision.
# %% ridge
def ridge(x, y, lam):
    u, f, vh = torch.linalg.svd(x.float(), full_matrices=False)
    seen = f > max(x.shape) * 1.2e-7 * f.max()
    gain = torch.where(seen, f, 0) / torch.where(seen, f**2 + lam, 1)
    return (vh.T @ (gain * (u.T @ y.float()))).double()
