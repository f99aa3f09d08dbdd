# loses: restore_uniform
# says: survivors of two calls, two calls are independent
# Thins to every second neuron or so: no chance in it.
# %% restore
def restore(a, c, n):
    m = len(c)
    if m < n:
        chosen = torch.cat([torch.arange(m), torch.randint(m, (n - m,))])
    else:
        chosen = torch.arange(n) * m // n
    return a[chosen], c[chosen]
