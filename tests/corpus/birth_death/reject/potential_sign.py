# loses: potentials_value, potentials_gradient
# says: the opposite sign, a mean over neurons, the slopes
# Residual with the wrong sign: y - f.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = y - features @ c / len(c)
    return 2 * c * (features.T @ residual) / len(y)
