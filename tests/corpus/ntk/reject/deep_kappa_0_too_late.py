# loses: deep_ntk_values
# says: duals of the old cosine
# kappa_0 of the cosine after the layer.
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals(sigma / norms)
        sigma = norms * kappa_1
        theta = theta * duals(sigma / norms)[0] + sigma
    return theta
