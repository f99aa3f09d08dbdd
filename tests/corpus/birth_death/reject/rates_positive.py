# loses: rates_value, rates_conserve
# says: got 1, half the differences, the sum of the rates
# Magnitudes: everybody dies, nobody is born.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v - v.mean()).abs()
