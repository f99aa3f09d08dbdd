# loses: bump_none
# says: Your `bump` stopped with IndexError
# Bump needs two steps.
# %% bump
def bump(risk, tolerance=0.01):
    best, low = risk[0], 0
    t = 1
    r = risk[1]
    for t in range(1, len(risk)):
        if risk[t] > (1 + tolerance) * best:
            high = low + int(risk[low:].argmax())
            return (low, high) if risk[-1] < (1 - tolerance) * risk[high] else None
        if risk[t] < best:
            best, low = risk[t], t
    return None
