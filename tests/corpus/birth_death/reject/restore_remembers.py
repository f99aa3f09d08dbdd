# loses: restore_uniform
# says: survivors of two calls, two calls are independent
# Shuffles with a generator seeded inside: the same neurons leave at every call.
# %% restore
def restore(a, c, n):
    draw = torch.Generator().manual_seed(0)
    chosen = torch.randperm(len(c), generator=draw)[:n]
    copies = torch.randint(len(c), (n - len(chosen),), generator=draw)
    chosen = torch.cat([chosen, copies])
    return a[chosen], c[chosen]
