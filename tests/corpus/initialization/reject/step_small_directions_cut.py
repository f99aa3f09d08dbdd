# loses: small_step_features
# says: a thousand times smaller
# Directions with a small singular value are left out.
# %% small_step
def small_step(f0, jac, y, lr):
    u, s, vh = torch.linalg.svd(jac, full_matrices=False)
    s = torch.where(s > 1e-2 * s.max(), s, 0)
    return f0 - 2 * lr / len(y) * u @ (s[:, None] ** 2 * (u.T @ (f0 - y)))
