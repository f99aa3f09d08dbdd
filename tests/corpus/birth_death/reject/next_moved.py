# loses: next_population_count, next_population_pairs, next_population_quiet
# says: has shape (3, 2), expected (4, 2), neuron 3 is there twice, has shape (1, 2), expected (2, 2), copies of the first
# F11: removes the mother when the child is born.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    keep = ~kill & ~clone
    return torch.cat([a[keep], a[clone]]), torch.cat([c[keep], c[clone]])
