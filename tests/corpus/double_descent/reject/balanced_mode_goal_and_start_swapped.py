# loses: balanced_mode_ends, balanced_mode_equation, balanced_mode_late
# says: at time 0 it is the start, opposite order
# Runs from the goal to the start.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return start / (1 + (start / goal - 1) * torch.exp(-4 * s * goal * time))
