# loses: next_population_pairs
# says: Of 30 twins 9 die
# Next twins die too.
# %% next_population
def next_population(a, c, kill, clone):
    keep = ~torch.isin(c, c[kill])
    return torch.cat([a[keep], a[clone]]), torch.cat([c[keep], c[clone]])
