# loses: restore_uniform
# says: 20 to 1 neurons
# Tosses a coin for everybody, and lets the first of them make up the number: they are safer.
# %% restore
def restore(a, c, n):
    m = len(c)
    if m > n:
        keep = torch.rand(m) < n / m
        order = torch.argsort((~keep).int(), stable=True)[:n]
    else:
        order = torch.cat([torch.arange(m), torch.randint(m, (n - m,))])
    return a[order], c[order]
