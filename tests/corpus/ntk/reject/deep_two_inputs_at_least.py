# loses: deep_ntk_diagonal
# says: stopped with runtimeerror
# Kind: right only for the sizes that come first. A single input loses its axes.
# %% deep_ntk
def deep_ntk(x, depth):
    sigma = x @ x.T
    theta = sigma
    for _ in range(depth):
        scale = sigma.squeeze().diagonal().sqrt() if sigma.squeeze().ndim == 2 else sigma.squeeze().sqrt()
        norms = torch.outer(scale, scale)
        kappa_0, kappa_1 = duals(sigma / norms)
        sigma = norms * kappa_1
        theta = theta * kappa_0 + sigma
    return theta
