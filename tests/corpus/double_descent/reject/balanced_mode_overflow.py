# loses: balanced_mode_late
# says: NaN, a million
# The formula as printed: E overflows, and inf/inf is NaN.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    e = torch.exp(4 * s * goal * time)
    return goal * e / (e - 1 + goal / start)
