# loses: dissipation_value, dissipation_shift
# says: it is 2 times as large, v = (1, 3), is nan, stands still
# Sample variance (n - 1): the neurons are the whole population.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -alpha * v.var()
