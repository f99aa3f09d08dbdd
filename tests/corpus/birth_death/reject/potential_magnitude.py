# loses: potentials_value, potentials_gradient
# says: got 1, a mean over neurons, derivative of the loss
# Takes the magnitude: a neuron that should multiply looks like one that should die.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = features @ c / len(c) - y
    return (2 * c * (features.T @ residual) / len(y)).abs()
