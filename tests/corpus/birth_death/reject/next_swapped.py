# loses: next_population_count, next_population_pairs, next_population_quiet
# says: got 1, neuron 3 is there twice, copies of the first, has shape (7,), expected (3,)
# F3: kills the clones and clones the killed.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    return torch.cat([a[~clone], a[kill]]), torch.cat([c[~clone], c[kill]])
