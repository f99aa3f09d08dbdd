# loses: dissipation_shift
# says: It is sum V_i dm_i/dt
# Dissipation small is zero.
# %% dissipation
def dissipation(v, alpha):
    d = v.var(correction=0)
    return -alpha * d if d > 1e-5 else 0.0 * d
