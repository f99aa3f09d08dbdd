# loses: restore_uniform
# says: survivors of two calls, two calls are independent
# Every second call keeps those that the call before has removed.
# %% restore
_kept = {}


def restore(a, c, n):
    m = len(c)
    if m < n:
        chosen = torch.cat([torch.arange(m), torch.randint(m, (n - m,))])
    elif 2 * n == m and (m, n) in _kept:
        chosen = _kept.pop((m, n))
    else:
        order = torch.randperm(m)
        chosen, _kept[m, n] = order[:n], order[n : 2 * n]
    return a[chosen], c[chosen]
