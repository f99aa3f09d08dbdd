# loses: restore_uniform
# says: Each of the 1000 copies has a parent of its own draw
# Copies may be copied again: who has some gets more.
# %% restore
def restore(a, c, n):
    if len(c) >= n:
        keep = torch.randperm(len(c))[:n]
        return a[keep], c[keep]
    chosen = list(range(len(c)))
    while len(chosen) < n:
        chosen.append(chosen[int(torch.randint(len(chosen), ()))])
    return a[chosen], c[chosen]
