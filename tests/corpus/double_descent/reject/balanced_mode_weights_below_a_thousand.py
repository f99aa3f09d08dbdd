# loses: balanced_mode_late
# says: 2000 times the w for S = 2
# Clips the goal at 1000, "so that nothing overflows".
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    goal = min(goal, 1000.0)
    return goal / (1 + (goal / start - 1) * torch.exp(-4 * s * goal * time))
