# loses: rates_value, rates_conserve
# says: changes its argument v
# Centers the potentials where they stand: the caller's tensor is changed.
# %% rates
def rates(v, alpha):
    v -= v.mean()
    return alpha * v
