# loses: rates_value, rates_conserve
# says: got 1, half the differences, the sum of the rates
# F10: no mean is subtracted: deaths outnumber births when f overshoots.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * v
