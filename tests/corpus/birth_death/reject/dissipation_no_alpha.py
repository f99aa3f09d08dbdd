# loses: dissipation_value, dissipation_shift
# alpha is missing.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -v.var(unbiased=False)
