# loses: next_population_pairs, next_population_quiet
# says: has shape (22,), expected (36,), has shape (6,), expected (7,), 2 births, There were 0 deaths and 2 births
# Only the first of the cloned neurons gets a child.
# %% next_population
def next_population(a, c, kill, clone):
    mothers = torch.nonzero(clone).flatten()[:1]
    stay = torch.nonzero(~kill).flatten()
    index = torch.cat([stay, mothers])
    return a[index], c[index]
