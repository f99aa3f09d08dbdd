# loses: restore_uniform
# says: 20 to 21 neurons
# Fills with copies of the first neuron only.
# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    chosen = torch.randperm(len(c))[:n]
    copies = torch.zeros(n - len(chosen), dtype=torch.long)
    chosen = torch.cat([chosen, copies])
    return a[chosen], c[chosen]
