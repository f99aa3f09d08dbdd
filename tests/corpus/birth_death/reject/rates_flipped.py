# loses: rates_value, rates_conserve
# says: the opposite sign, half the differences
# F3: sign flipped: the useful neurons die.
# %% rates
def rates(v, alpha):
    """Birth-death rates (n,) of neurons with potentials v (n,)."""
    return alpha * (v.mean() - v)
