# loses: dissipation_shift
# says: sum v_i dm_i/dt
# Half the sum, as for two neurons.
# %% dissipation
def dissipation(v, alpha):
    return -alpha * ((v - v.mean()) ** 2).sum() / 2
