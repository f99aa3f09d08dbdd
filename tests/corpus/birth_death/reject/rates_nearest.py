# loses: rates_value, rates_conserve
# says: got 0.5, half the differences, the sum of the rates
# Compares each neuron with the first one.
# %% rates
def rates(v, alpha):
    return alpha * (v - v[0])
