# loses: rates_value, rates_conserve
# Subtracts the median: a skewed population drifts.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v - v.median())
