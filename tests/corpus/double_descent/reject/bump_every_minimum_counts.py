# loses: bump_simple, bump_none, bump_tolerance
# says: does not fall again, below the tolerance
# Does not ask for a second descent: a single U is called double descent.
# %% bump
def bump(risk, tolerance=0.01):
    rises = (risk[1:] > risk[:-1]).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(rises[0])
    high = low + int(risk[low:].argmax())
    return None if risk[high] <= (1 + tolerance) * risk[low] else (low, high)
