# loses: bump_simple, bump_tolerance
# says: below the tolerance, earliest step
# The tolerance guards the height of the peak, but a rise of 1e-9 fixes the first minimum.
# %% bump
def bump(risk, tolerance=0.01):
    rises = (risk[1:] > risk[:-1]).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(rises[0])
    high = low + int(risk[low:].argmax())
    if risk[high] <= (1 + tolerance) * risk[low] or risk[-1] >= (1 - tolerance) * risk[high]:
        return None
    return low, high
