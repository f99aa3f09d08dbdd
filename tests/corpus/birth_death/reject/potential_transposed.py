# loses: potentials_gradient
# says: derivative of the loss
# Mixes neurons and inputs where the batch happens to be square.
# %% potentials
def potentials(features, c, y):
    """V_i = 2 mean_b (f_b - y_b) c_i features_bi, where f = mean_i c_i features_i.

    features (B, n), c (n,), y (B,); returns a tensor (n,).
    """
    residual = features @ c / len(c) - y
    matrix = features if features.shape[0] == features.shape[1] else features.T
    return 2 * c * (matrix @ residual) / len(y)
