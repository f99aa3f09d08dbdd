# loses: balanced_mode_equation, balanced_mode_late
# says: 0.5 times as large
# 2 S w* instead of 4 S w*: forgets that w = u^2 moves twice as fast as u.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    return goal / (1 + (goal / start - 1) * torch.exp(-2 * s * goal * time))
