# loses: rates_value, rates_conserve
# says: got 0, half the differences, the sum of the rates
# Subtracts the median: a skewed population drifts.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v - v.median())
