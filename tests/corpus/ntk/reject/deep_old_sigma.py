# loses: deep_ntk_values
# says: new sigma
# The sigma of the layer before is added.
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals(sigma / norms)
        theta = theta * kappa_0 + sigma
        sigma = norms * kappa_1
    return theta
