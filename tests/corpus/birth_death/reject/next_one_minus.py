# loses: next_population_count, next_population_pairs, next_population_quiet
# says: notimplementederror
# F1: 1 - mask on a boolean tensor is an error in torch.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    keep = (1 - kill).bool()
    return torch.cat([a[keep], a[clone]]), torch.cat([c[keep], c[clone]])
