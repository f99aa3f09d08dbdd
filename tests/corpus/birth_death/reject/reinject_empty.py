# loses: reinject_quiet
# says: something is empty
# F15: crashes when nobody dies.
# %% reinject
def reinject(a, c, kill, scale):
    """Neurons a (n, d), c (n,) where the killed ones are born again with a ~ N(0, scale^2 I) and c = 0."""
    a, c = a.clone(), c.clone()
    dead = torch.stack([i for i in torch.arange(len(c)) if kill[i]])
    a[dead] = scale * torch.randn(len(dead), a.shape[1], dtype=a.dtype)
    c[dead] = 0
    return a, c
