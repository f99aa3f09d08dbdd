# loses: next_population_count, next_population_pairs, next_population_quiet
# says: has shape (5, 2), expected (4, 2), neuron 3 is there twice, has shape (3, 2), expected (2, 2), copies of the first
# F6: zeroes the killed neurons in place and copies zeros when a clone is read later.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    a, c = a.clone(), c.clone()
    a[kill], c[kill] = 0.0, 0.0
    return torch.cat([a, a[clone]]), torch.cat([c, c[clone]])
