# loses: restore_uniform
# says: Each of the 1000 copies has a parent of its own draw
# As many copies of everybody as possible, and only the rest by chance.
# %% restore
def restore(a, c, n):
    m = len(c)
    if m >= n:
        chosen = torch.randperm(m)[:n]
    else:
        chosen = torch.cat([torch.arange(m).repeat(n // m), torch.randperm(m)[: n % m]])
    return a[chosen], c[chosen]
