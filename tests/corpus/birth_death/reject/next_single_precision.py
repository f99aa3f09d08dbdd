# loses: next_population_pairs
# says: Of 30 twins 9 die
# Next single precision.
# %% next_population
def next_population(a, c, kill, clone):
    a, c = a.float(), c.float()
    return torch.cat([a[~kill], a[clone]]), torch.cat([c[~kill], c[clone]])
