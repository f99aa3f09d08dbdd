# loses: reinject_prior
# says: the mean of the newborns, each coordinate on its own
# Uniform on [0, scale]: not centered.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone(), c.clone()
    a[kill] = scale * torch.rand_like(a[kill])
    c[kill] = 0
    return a, c
