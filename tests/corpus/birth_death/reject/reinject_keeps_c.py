# loses: reinject_places, reinject_quiet
# says: a newborn has c = 0, newborns with c = 0
# The newborn keeps the weight c of the dead neuron: f jumps.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a = a.clone()
    a[kill] = scale * torch.randn_like(a[kill])
    return a, c
