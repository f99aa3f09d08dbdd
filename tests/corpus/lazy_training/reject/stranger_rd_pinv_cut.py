# loses: ridge_min_norm
# says: the shortest of them
# cut
# %% ridge
def ridge(features, y, penalty):
    u, s, vh = torch.linalg.svd(features, full_matrices=False)
    k = s > 1e-3 * s[0]
    return vh[k].T @ (s[k] / (s[k] ** 2 + penalty) * (u[:, k].T @ y))
