# loses: bump_simple, bump_below, bump_tolerance
# says: highest risk from t_min on
# Forgets that the position of the peak in risk[low:] is counted from the minimum.
# %% bump
def bump(risk, tolerance=0.01):
    rises = (risk[1:] > risk[:-1]).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(rises[0])
    high = int(risk[low:].argmax())
    if risk[low + high] <= (1 + tolerance) * risk[low] or risk[-1] >= (1 - tolerance) * risk[low + high]:
        return None
    return low, high
