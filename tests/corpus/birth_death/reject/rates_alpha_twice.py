# loses: rates_value, rates_conserve
# says: it is 3 times as large, it is 0.5 times as large, half the differences, Both rules
# F4: alpha enters twice.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha**2 * (v - v.mean())
