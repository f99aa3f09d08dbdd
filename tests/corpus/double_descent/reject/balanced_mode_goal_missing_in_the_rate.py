# loses: balanced_mode_equation, balanced_mode_late
# says: Expected is 4 S w (w* - w)
# The rate without the goal: right only if w* = 1.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return goal / (1 + (goal / start - 1) * torch.exp(-4 * s * time))
