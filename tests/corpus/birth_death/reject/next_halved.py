# loses: next_population_count, next_population_pairs, next_population_quiet
# says: got 1.5, neuron 3 is there twice, copies of the first, 2 births
# Mother and child share c: each neuron has mass 1/n, so the copy is a full copy.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    c = torch.where(clone, c / 2, c)
    return torch.cat([a[~kill], a[clone]]), torch.cat([c[~kill], c[clone]])
