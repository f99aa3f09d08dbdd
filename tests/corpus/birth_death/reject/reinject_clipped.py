# loses: reinject_prior
# says: farthest, tails
# Places beyond 2.5 standard deviations are pulled back.
# %% reinject
def reinject(a, c, kill, scale):
    a, c = a.clone(), c.clone()
    a[kill] = scale * torch.randn_like(a[kill]).clamp(-2.5, 2.5)
    c[kill] = 0
    return a, c
