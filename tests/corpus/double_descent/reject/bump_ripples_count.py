# loses: bump_simple, bump_none, bump_tolerance
# says: no rise is larger than the tolerance
# Ignores the tolerance: ripples of 1e-6 are reported as a bump.
# %% bump
def bump(risk, tolerance=0.01):
    rises = (risk[1:] > risk[:-1]).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(rises[0])
    high = low + int(risk[low:].argmax())
    return None if high == len(risk) - 1 else (low, high)
