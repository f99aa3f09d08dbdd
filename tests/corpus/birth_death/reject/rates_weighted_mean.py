# loses: rates_value, rates_conserve
# Subtracts the mean of the extremes.
# %% rates
def rates(v, alpha):
    return alpha * (v - (v.max() + v.min()) / 2)
