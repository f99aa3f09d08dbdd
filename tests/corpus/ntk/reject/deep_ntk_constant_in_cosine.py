# loses: deep_ntk_values
# says: size 1e-5
# A constant is added to the lengths.
# %% deep_ntk
def deep_ntk(x, depth):
    sigma = x @ x.T
    theta = sigma
    for _ in range(depth):
        n = sigma.diagonal().sqrt()
        scale = n[:, None] * n[None, :]
        rho = sigma / (scale + 1e-12)
        k0, k1 = duals(rho)
        sigma = scale * k1
        theta = theta * k0 + sigma
    return theta
