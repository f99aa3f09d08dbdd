# loses: next_population_quiet
# says: something is empty
# F15: assumes that somebody dies and somebody is born; crashes on empty masks.
# %% next_population
def next_population(a, c, kill, clone):
    """Neurons a (n, d), c (n,) after the deaths of `kill` and the births of `clone`: n - #killed + #cloned of them."""
    dead, born = torch.stack(list(kill.nonzero())), torch.stack(list(clone.nonzero()))
    keep = ~torch.isin(torch.arange(len(c)), dead)
    born = born.flatten()
    return torch.cat([a[keep], a[born]]), torch.cat([c[keep], c[born]])
