# loses: bump_simple, bump_below, bump_tolerance
# says: it rises and falls again
# Takes the global minimum for the first one: it may come at the very end.
# %% bump
def bump(risk, tolerance=0.01):
    low = int(risk.argmin())
    high = low + int(risk[low:].argmax())
    if risk[high] <= (1 + tolerance) * risk[low] or risk[-1] >= (1 - tolerance) * risk[high]:
        return None
    return low, high
