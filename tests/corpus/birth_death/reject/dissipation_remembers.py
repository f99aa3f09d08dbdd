# loses: dissipation_shift
# says: sum v_i dm_i/dt
# Keeps the variance of the first potentials of each number of neurons.
# %% dissipation
_variance = {}


def dissipation(v, alpha):
    return -alpha * _variance.setdefault(len(v), v.var(correction=0))
