# loses: potentials_value, potentials_gradient
# says: it is 0.25 times as large, it is 0.5 times as large, a mean over neurons, the slopes
# Returns c_i dL/dc_i of the original: without the factor n it depends on the width.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = features @ c / len(c) - y
    return 2 * c * (features.T @ residual) / len(y) / len(c)
