# loses: restore_size, restore_uniform
# says: has shape (5, 2), expected (7, 2)
# Thins, but forgets that a population can also be too small.
# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    chosen = torch.randperm(len(c))[:n]
    return a[chosen], c[chosen]
