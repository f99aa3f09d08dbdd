# loses: reinject_prior
# says: mean of exactly 0
# The mean of the newborns is taken off: they depend on each other.
# %% reinject
def reinject(a, c, kill, scale):
    a, c = a.clone(), c.clone()
    x = torch.randn_like(a[kill])
    if len(x) > 2:
        x = x - x.mean(0)
    a[kill] = scale * x
    c[kill] = 0
    return a, c
