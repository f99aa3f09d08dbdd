# loses: largest_stable_lr_threshold
# says: too large
# Power iteration from the vector of ones, which may have no part along the steepest mode.
# %% largest_stable_lr
def largest_stable_lr(features):
    n, p = features.shape
    v = torch.ones(p, dtype=features.dtype)
    for _ in range(200):
        v = features.T @ (features @ v)
        v = v / v.norm()
    return float(n / (features @ v).norm() ** 2)
