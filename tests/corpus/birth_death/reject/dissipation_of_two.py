# loses: dissipation_shift
# Half the sum, as for two neurons.
# %% dissipation
def dissipation(v, alpha):
    return -alpha * ((v - v.mean()) ** 2).sum() / 2
