# loses: restore_uniform
# says: First
# Restore silent leave first.
# %% restore
def restore(a, c, n):
    m = len(c)
    if m >= n:
        order = torch.randperm(m)
        order = order[torch.argsort((c[order] == 0).int(), stable=True)]
        i = order[:n]
    else:
        i = torch.cat([torch.arange(m), torch.randint(m, (n - m,))])
    return a[i], c[i]
