# loses: rates_value, rates_conserve
# says: it is 0.333 times as large, it is 2 times as large, half the differences, Both rules
# F4: alpha is missing.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return v - v.mean()
