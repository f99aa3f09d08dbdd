# loses: balanced_mode_equation
# says: Expected is the flow of the two-layer network
# W0 << w*: 1 - w0 / w* taken as 1 when small.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    odds = start / goal if start < 0.001 * goal else start / (goal - start)
    return goal / (1 + torch.exp(-4 * s * goal * time) / odds)
