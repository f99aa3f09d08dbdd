# loses: rates_value, rates_conserve
# Magnitudes: everybody dies, nobody is born.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v - v.mean()).abs()
