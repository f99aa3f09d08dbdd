# loses: dissipation_shift
# says: It is sum V_i dm_i/dt
# Dissipation unbiased when large.
# %% dissipation
def dissipation(v, alpha):
    return -alpha * (v.var() if len(v) > 9 else v.var(correction=0))
