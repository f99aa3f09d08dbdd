# loses: rates_value, rates_conserve
# F4: alpha is missing.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return v - v.mean()
