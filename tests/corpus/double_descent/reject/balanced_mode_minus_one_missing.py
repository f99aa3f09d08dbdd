# loses: balanced_mode_ends, balanced_mode_equation
# Drops the -1: the curve does not begin at its start.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return goal / (1 + goal / start * torch.exp(-4 * s * goal * time))
