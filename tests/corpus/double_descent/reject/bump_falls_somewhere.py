# loses: bump_none
# says: The definition asks for more than the tolerance
# Bump falls somewhere.
# %% bump
def bump(risk, tolerance=0.01):
    lows = risk.cummin(0).values
    rises = (risk > (1 + tolerance) * lows).nonzero()
    if len(rises) == 0:
        return None
    low = int(risk[: int(rises[0])].argmin())
    high = low + int(risk[low:].argmax())
    return (low, high) if risk[high:].min() < (1 - tolerance) * risk[high] else None
