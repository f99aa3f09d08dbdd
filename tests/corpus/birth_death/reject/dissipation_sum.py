# loses: dissipation_value, dissipation_shift
# Sums over neurons: each has mass 1/n.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -alpha * ((v - v.mean()) ** 2).sum()
