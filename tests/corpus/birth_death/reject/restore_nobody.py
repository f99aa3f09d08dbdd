# loses: restore_size, restore_pairs, restore_uniform
# says: is empty, expected
# Returns empty populations.
# %% restore
def restore(a, c, n):
    return a[:0], c[:0]
