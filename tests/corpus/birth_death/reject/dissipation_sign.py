# loses: dissipation_value, dissipation_shift
# The loss rises.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return alpha * v.var(unbiased=False)
