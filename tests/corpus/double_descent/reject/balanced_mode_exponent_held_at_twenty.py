# loses: balanced_mode_late
# says: a small start waits long
# The exponential is held where it is called large enough: a smaller start never arrives.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    grown = torch.exp(torch.clamp(4 * s * goal * time, max=20))
    w = goal * grown / (grown + goal / start - 1)
    return w
