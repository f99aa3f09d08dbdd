# loses: rates_value, rates_conserve
# Divides by the standard deviation: the rates no longer vanish at the minimum.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v - v.mean()) / v.std()
