# loses: deep_ntk_diagonal, deep_ntk_values
# says: 0.75 times as large, adds |x|^2 once
# Gain 1: every layer halves sigma.
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals(sigma / norms)
        sigma = norms * kappa_1 / 2
        theta = theta * kappa_0 + sigma
    return theta
