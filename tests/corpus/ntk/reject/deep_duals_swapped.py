# loses: deep_ntk_values
# says: theta kappa_0 + new sigma
# kappa_0 and kappa_1 are exchanged.
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_1, kappa_0 = duals(sigma / norms)
        sigma = norms * kappa_1
        theta = theta * kappa_0 + sigma
    return theta
