# loses: rates_value, rates_conserve
# Compares each neuron with the first one.
# %% rates
def rates(v, alpha):
    return alpha * (v - v[0])
