# loses: rates_conserve
# says: rates(1000 v, proportional
# Rates are cut off at 5.
# %% rates
def rates(v, alpha):
    return (alpha * (v - v.mean())).clamp(-5, 5)
