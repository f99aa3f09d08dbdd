# loses: rates_value, rates_conserve
# Centers the potentials where they stand: the caller's tensor is changed.
# %% rates
def rates(v, alpha):
    v -= v.mean()
    return alpha * v
