# loses: restore_uniform
# says: from all 50
# The upper end of randint is left out twice: the last neuron is never a parent.
# %% restore
def restore(a, c, n):
    m = len(c)
    if m >= n:
        idx = torch.randperm(m)[:n]
    else:
        extra = torch.randint(0, max(m - 1, 1), (n - m,))
        idx = torch.cat([torch.arange(m), extra])
    return a[idx], c[idx]
