# loses: rates_conserve
# says: Both rules
# Rates are cut off at 5.
# %% rates
def rates(v, alpha):
    return (alpha * (v - v.mean())).clamp(-5, 5)
