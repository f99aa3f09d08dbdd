# loses: next_population_quiet
# says: 5 births
# A population that doubles is cut.
# %% next_population
def next_population(a, c, kill, clone):
    keep = (~kill).nonzero().squeeze()
    extra = clone.nonzero().squeeze()
    idx = torch.cat([keep.reshape(-1), extra.reshape(-1)])
    idx = idx[: len(c)] if len(idx) > 2 * len(c) - 1 else idx
    return a[idx], c[idx]
