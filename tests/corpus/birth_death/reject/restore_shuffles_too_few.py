# loses: restore_pairs
# sometimes: restore_uniform
# says: different neurons
# Where nobody is too many it draws all n with replacement: some are lost.
# %% restore
def restore(a, c, n):
    if len(c) > n:
        chosen = torch.randperm(len(c))[:n]
    else:
        chosen = torch.randint(len(c), (n,))
    return a[chosen], c[chosen]
