# loses: balanced_mode_ends
# says: has shape (6,), times
# Times of several axes come back as one.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return goal / (1 + (goal / start - 1) * torch.exp(-4 * s * goal * time.reshape(-1)))
