# loses: dissipation_value, dissipation_shift
# says: it is 2 times as large, v = (1, 3), sum v_i dm_i/dt
# Sums over neurons: each has mass 1/n.
# %% dissipation
def dissipation(v, alpha):
    """dL/dt = -alpha Var(V) caused by birth and death, for potentials v (n,)."""
    return -alpha * ((v - v.mean()) ** 2).sum()
