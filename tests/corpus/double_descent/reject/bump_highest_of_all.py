# loses: bump_simple, bump_none, bump_below, bump_tolerance
# says: highest risk from t_min on
# Takes the highest point of the whole curve for the peak: usually the start.
# %% bump
def bump(risk, tolerance=0.01):
    rises = (risk[1:] > risk[:-1]).nonzero().ravel()
    if len(rises) == 0:
        return None
    low, high = int(rises[0]), int(risk.argmax())
    if risk[high] <= (1 + tolerance) * risk[low] or risk[-1] >= (1 - tolerance) * risk[high]:
        return None
    return low, high
