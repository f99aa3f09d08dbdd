# loses: restore_size, restore_uniform
# says: has shape (4, 2), expected (7, 2)
# Fills from one more permutation: too few come out when more than half are missing.
# %% restore
def restore(a, c, n):
    chosen = torch.randperm(len(c))[:n]
    missing = max(n - len(c), 0)
    chosen = torch.cat([chosen, torch.randperm(len(c))[:missing]])
    return a[chosen], c[chosen]
