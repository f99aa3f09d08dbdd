# loses: restore_uniform
# says: Each of the 1000 copies has a parent of its own draw
# All copies of a few parents.
# %% restore
def restore(a, c, n):
    m = len(c)
    i = torch.randperm(m)[:n]
    if m < n:
        parents = torch.randint(m, ((n - m + 1) // 2,))
        i = torch.cat([i, parents.repeat_interleave(2)[: n - m]])
    return a[i], c[i]
