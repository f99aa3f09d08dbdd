# loses: restore_uniform
# says: survivors in the first half, nobody is safer
# Keeps the first n: the last neurons, which are the clones, always lose.
# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    chosen = torch.arange(len(c))[:n]
    chosen = torch.cat([chosen, torch.randint(len(c), (n - len(chosen),))])
    return a[chosen], c[chosen]
