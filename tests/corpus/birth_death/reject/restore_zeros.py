# loses: restore_uniform
# says: 20 to 21 neurons
# Fills with silent neurons (zeros) instead of copies.
# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    chosen = torch.randperm(len(c))[:n]
    lack = n - len(chosen)
    return torch.cat([a[chosen], torch.zeros(lack, a.shape[1])]), torch.cat([c[chosen], torch.zeros(lack)])
