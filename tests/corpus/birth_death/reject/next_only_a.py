# loses: next_population_count, next_population_pairs, next_population_quiet
# says: got 2.5, neuron 3 is there twice, copies of the first, 2 births
# F2: clones inherit a, but get the mean of c.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    born = c.mean().expand(int(clone.sum()))
    return torch.cat([a[~kill], a[clone]]), torch.cat([c[~kill], born])
