# loses: rates_value, rates_conserve
# says: got -0.75, half the differences, the sum of the rates
# Subtracts the mean of the extremes.
# %% rates
def rates(v, alpha):
    return alpha * (v - (v.max() + v.min()) / 2)
