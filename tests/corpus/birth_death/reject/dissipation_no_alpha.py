# loses: dissipation_value, dissipation_shift
# says: it is 0.5 times as large, v = (1, 3), sum v_i dm_i/dt
# alpha is missing.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -v.var(unbiased=False)
