# loses: balanced_mode_ends
# says: All these times are 0
# Mode no scalar.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    time = torch.atleast_1d(time)
    return goal / (1 + (goal / start - 1) * torch.exp(-4 * s * goal * time))
