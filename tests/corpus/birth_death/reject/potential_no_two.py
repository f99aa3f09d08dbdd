# loses: potentials_value, potentials_gradient
# says: it is 0.5 times as large, a mean over neurons, the slopes
# Forgets the factor 2 of the squared loss.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = features @ c / len(c) - y
    return c * (features.T @ residual) / len(y)
