# loses: potentials_value, potentials_gradient
# says: got -0.6667, a mean over neurons, the slopes
# Returns n dL/dc_i: the potential of a neuron contains its own weight c_i.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = features @ c / len(c) - y
    return 2 * (features.T @ residual) / len(y)
