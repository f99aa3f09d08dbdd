# loses: next_population_pairs
# says: a differs, Of 30 twins 9 die
# F2: the children take c from a wrong parent (a reversed index).
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    return torch.cat([a[~kill], a[clone]]), torch.cat([c[~kill], c[clone].flip(0)])
