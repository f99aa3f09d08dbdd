# loses: rates_conserve
# says: Both rules
# Keeps the mean potential of the first network of each size.
# %% rates
_mean = {}


def rates(v, alpha):
    mean = _mean.setdefault(len(v), v.mean())
    return alpha * (v - mean)
