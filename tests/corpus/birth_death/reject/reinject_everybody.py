# loses: reinject_places, reinject_quiet
# says: survivors, nobody was killed
# Everybody is redrawn, only the dead are silenced.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = scale * torch.randn_like(a), c.clone()
    c[kill] = 0
    return a, c
