# loses: restore_pairs, restore_uniform
# says: different neurons
# F11: draws n with replacement: neurons are lost and doubled without reason.
# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    chosen = torch.randint(len(c), (n,))
    return a[chosen], c[chosen]
