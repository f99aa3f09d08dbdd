# loses: rates_value, rates_conserve
# F4: alpha enters twice.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha**2 * (v - v.mean())
