# loses: deep_ntk_values
# says: duals of the old cosine
# The cosines are those of Theta, not of Sigma.
# %% deep_ntk
def deep_ntk(x, depth):
    sigma = x @ x.T
    theta = sigma
    for level in range(depth):
        scale = (theta.diagonal() / (level + 1)).sqrt()
        norms = scale[:, None] * scale
        kappa_0, kappa_1 = duals(theta / norms)
        sigma = norms * kappa_1
        theta = theta * kappa_0 + sigma
    return theta
