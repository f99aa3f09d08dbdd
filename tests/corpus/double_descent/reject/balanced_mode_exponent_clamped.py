# loses: balanced_mode_late
# says: a small start
# The exponent is clamped, which a very small start outlasts.
# %% balanced_mode
def balanced_mode(time, s, goal, start):
    e = torch.exp(torch.clamp(4 * s * goal * time, max=50.0))
    return goal * start * e / (goal - start + start * e)
