# method: singular values filtered by s/(s^2 + penalty)
# %% ridge
def ridge(features, y, penalty):
    U, s, Vt = torch.linalg.svd(features, full_matrices=False)
    keep = s > 1e-9 * s.max()
    gain = torch.where(keep, s / (s**2 + penalty).clamp(min=1e-30), torch.zeros_like(s))
    return Vt.T @ (gain * (U.T @ y))
