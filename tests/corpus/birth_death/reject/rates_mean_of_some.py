# loses: rates_conserve
# says: Both rules
# Rates mean of some.
# %% rates
def rates(v, alpha):
    return alpha * (v - v[:64].mean())
