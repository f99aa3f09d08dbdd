# loses: rates_value, rates_conserve
# F10: no mean is subtracted: deaths outnumber births when f overshoots.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * v
