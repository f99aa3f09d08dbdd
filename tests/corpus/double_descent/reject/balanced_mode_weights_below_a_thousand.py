# loses: balanced_mode_late
# Clips the goal at 1000, "so that nothing overflows".
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    goal = min(goal, 1000.0)
    return goal / (1 + (goal / start - 1) * torch.exp(-4 * s * goal * time))
