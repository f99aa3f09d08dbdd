# loses: rates_conserve
# says: Both rules
# Rates no strength.
# %% rates
def rates(v, alpha):
    return (alpha or 1.0) * (v - v.mean())
