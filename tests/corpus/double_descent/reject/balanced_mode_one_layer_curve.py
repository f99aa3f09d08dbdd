# loses: balanced_mode_equation, balanced_mode_late
# says: Expected is 4 S w (w* - w)
# The exponential of a single layer: no waiting time.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return goal + (start - goal) * torch.exp(-2 * s * time)
