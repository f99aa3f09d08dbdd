# loses: bump_simple, bump_below, bump_tolerance
# says: steps count from 0
# Counts steps from one instead of zero.
# %% bump
def bump(risk, tolerance=0.01):
    rises = (risk[1:] > risk[:-1]).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(rises[0])
    high = low + int(risk[low:].argmax())
    if risk[high] <= (1 + tolerance) * risk[low] or risk[-1] >= (1 - tolerance) * risk[high]:
        return None
    return low + 1, high + 1
