# loses: potentials_value, potentials_gradient, potentials_teacher
# says: got 13.33, a mean over neurons, the slopes, the residual is zero
# Network as a sum over neurons, not a mean.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = features @ c - y
    return 2 * c * (features.T @ residual) / len(y)
