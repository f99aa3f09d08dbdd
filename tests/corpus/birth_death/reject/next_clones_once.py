# loses: next_population_pairs
# says: Of 30 twins 9 die
# Next clones once.
# %% next_population
def next_population(a, c, kill, clone):
    pairs = torch.cat([a, c[:, None]], 1)
    born = pairs[clone].unique(dim=0)
    pairs = torch.cat([pairs[~kill], born])
    return pairs[:, :-1], pairs[:, -1]
