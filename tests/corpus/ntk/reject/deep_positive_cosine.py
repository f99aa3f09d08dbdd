# loses: deep_ntk_values
# says: entries
# Angles beyond ninety degrees are taken for ninety.
# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    norms = x.norm(dim=1)
    scale = norms[:, None] * norms
    rho = (x @ x.T / scale).clamp(0, 1)
    theta = x @ x.T / scale
    for _ in range(depth):
        kappa_0, kappa_1 = duals(rho)
        rho = kappa_1
        theta = rho + theta * kappa_0
    return theta * scale
