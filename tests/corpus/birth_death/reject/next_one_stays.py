# loses: next_population_quiet
# says: There were 5 deaths and 0 births
# Next one stays.
# %% next_population
def next_population(a, c, kill, clone):
    if kill.all() and len(c) > 1:
        return a[:1], c[:1]
    return torch.cat([a[~kill], a[clone]]), torch.cat([c[~kill], c[clone]])
