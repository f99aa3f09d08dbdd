# loses: rates_value, rates_conserve
# alpha multiplies V but not its mean.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * v - v.mean()
