# loses: deep_ntk_values
# says: theta kappa_0
# Theta is the sum of the sigmas: the factor kappa_0 is forgotten.
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals(sigma / norms)
        sigma = norms * kappa_1
        theta = theta + sigma
    return theta
