# loses: balanced_mode_ends, balanced_mode_equation
# says: at time 0 it is the start
# Drops the -1: the curve does not begin at its start.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return goal / (1 + goal / start * torch.exp(-4 * s * goal * time))
