# loses: reinject_prior
# says: the mean of the newborns, each coordinate on its own
# One draw for all newborns: they all sit at the same place.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone(), c.clone()
    a[kill] = scale * torch.randn(a.shape[1], dtype=a.dtype)
    c[kill] = 0
    return a, c
