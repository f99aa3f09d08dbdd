# loses: next_population_count, next_population_pairs, next_population_quiet
# says: got 2, neuron 3 is there twice, has shape (30,), expected (36,), There were 2 deaths and 0 births
# Fills the places of the dead with their neighbors, the dead included, and clones nobody.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    index = torch.arange(len(c))
    index[kill] = (index[kill] + 1) % len(c)
    return a[index], c[index]
