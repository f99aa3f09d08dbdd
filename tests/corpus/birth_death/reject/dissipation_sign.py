# loses: dissipation_value, dissipation_shift
# says: the opposite sign, v = (1, 3), sum v_i dm_i/dt
# The loss rises.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return alpha * v.var(unbiased=False)
