# loses: dissipation_value, dissipation_shift
# says: got -8, v = (1, 3), sum v_i dm_i/dt
# Standard deviation instead of the variance.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -alpha * (4 * v).std(unbiased=False)
