# loses: restore_pairs
# says: for every neuron that went in
# F2: a and c are thinned by two different permutations.
# %% restore
def restore(a, c, n):
    """A population of exactly n neurons (a (n, d), c (n,)), uniformly thinned or filled with copies at random."""
    first, second = (torch.cat([torch.randperm(len(c))[:n], torch.randint(len(c), (max(0, n - len(c)),))]) for _ in range(2))
    return a[first], c[second]
