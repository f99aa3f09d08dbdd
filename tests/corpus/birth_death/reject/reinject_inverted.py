# loses: reinject_places, reinject_prior, reinject_quiet
# says: a newborn has c = 0, each coordinate on its own, nobody was killed
# F1 and F3: the mask is inverted, the survivors are redrawn.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone(), c.clone()
    a[~kill] = scale * torch.randn_like(a[~kill])
    c[~kill] = 0
    return a, c
