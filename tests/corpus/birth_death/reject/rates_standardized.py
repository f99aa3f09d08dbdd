# loses: rates_value, rates_conserve
# says: it is 0.378 times as large, half the differences, is nan
# Divides by the standard deviation: the rates no longer vanish at the minimum.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v - v.mean()) / v.std()
