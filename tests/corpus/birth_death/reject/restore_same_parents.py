# loses: restore_uniform
# says: 20 to 21 neurons
# The parents of the copies are drawn once and kept: two calls copy the same neurons.
# %% restore
_parents = {}


def restore(a, c, n):
    m = len(c)
    if m >= n:
        chosen = torch.randperm(m)[:n]
    else:
        _parents.setdefault((m, n), torch.randint(m, (n - m,)))
        chosen = torch.cat([torch.arange(m), _parents[m, n]])
    return a[chosen], c[chosen]
