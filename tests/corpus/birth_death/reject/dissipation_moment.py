# loses: dissipation_value, dissipation_shift
# says: got -10, v = (1, 3), stands still
# Second moment instead of the variance.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -alpha * (v**2).mean()
