# loses: restore_uniform
# says: nobody is safer
# A random run of neighbors stays: each has the same chance, but not on its own.
# %% restore
def restore(a, c, n):
    m = len(c)
    start = torch.randint(m, ())
    chosen = (start + torch.arange(min(n, m))) % m
    chosen = torch.cat([chosen, torch.randint(m, (n - len(chosen),))])
    return a[chosen], c[chosen]
