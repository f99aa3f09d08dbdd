# loses: fulfilled_hexagon
# says: got 2, nearer than 0
# Believes that a wide network can learn any labels.
# %% fulfilled
def fulfilled(x, wishes):
    return wishes.clone()
