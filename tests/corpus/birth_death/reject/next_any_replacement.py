# loses: next_population_pairs, next_population_quiet
# sometimes: next_population_count
# F5: fills the places of the dead with random neurons, the dead included, and clones nobody.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    index = torch.arange(len(c))
    index[kill] = torch.randint(len(c), (int(kill.sum()),))
    return a[index], c[index]
