# loses: bump_tolerance
# says: The curve was 7
# Bump no tolerance.
# %% bump
def bump(risk, tolerance=0.01):
    tolerance = tolerance or 0.01
    lows, where = risk.cummin(0)
    rises = (risk > (1 + tolerance) * lows).nonzero()
    if len(rises) == 0:
        return None
    low = int((risk == lows[rises[0, 0]]).nonzero()[0])
    high = low + int(risk[low:].argmax())
    return (low, high) if risk[-1] < (1 - tolerance) * risk[high] else None
