# loses: rates_value, rates_conserve
# says: got -2, half the differences, the sum of the rates
# alpha multiplies V but not its mean.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * v - v.mean()
