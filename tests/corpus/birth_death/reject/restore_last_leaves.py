# loses: restore_uniform
# says: 20 to 19 neurons
# Restore last leaves.
# %% restore
def restore(a, c, n):
    m = len(c)
    if m == n + 1 and n > 1:
        return a[:-1], c[:-1]
    i = torch.randperm(m)[:n]
    i = torch.cat([i, torch.randint(m, (max(n - m, 0),))])
    return a[i], c[i]
