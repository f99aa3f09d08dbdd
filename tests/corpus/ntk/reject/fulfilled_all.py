# loses: fulfilled_hexagon
# Believes that a wide network can learn any labels.
# %% fulfilled
def fulfilled(x, wishes):
    return wishes.clone()
