# loses: deep_ntk_diagonal, deep_ntk_values
# says: depth 20, adds |x|^2 once
# Never more than four layers.
# %% deep_ntk
def deep_ntk(x, depth):
    sigma = x @ x.T
    theta = sigma
    for _ in range(min(depth, 4)):
        scale = sigma.diagonal().sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals(sigma / norms)
        sigma = norms * kappa_1
        theta = theta * kappa_0 + sigma
    return theta
