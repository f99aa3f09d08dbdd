# loses: reinject_prior
# says: mean of exactly 0
# The second half of the newborns mirrors the first.
# %% reinject
def reinject(a, c, kill, scale):
    a, c = a.clone(), c.clone()
    k = int(kill.sum())
    x = torch.randn((k + 1) // 2, a.shape[1], dtype=a.dtype)
    a[kill] = scale * torch.cat([x, -x])[:k]
    c[kill] = 0
    return a, c
