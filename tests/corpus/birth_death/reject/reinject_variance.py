# loses: reinject_prior
# says: covariance, each coordinate on its own
# Takes scale for the variance: standard deviation sqrt(scale).
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone(), c.clone()
    a[kill] = scale**0.5 * torch.randn_like(a[kill])
    c[kill] = 0
    return a, c
