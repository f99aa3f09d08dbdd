# loses: reinject_places, reinject_prior, reinject_quiet
# says: changes its argument a
# Writes the newborns into the network that came in.
# %% reinject
def reinject(a, c, kill, scale):
    a[kill] = scale * torch.randn_like(a[kill])
    c[kill] = 0
    return a, c
