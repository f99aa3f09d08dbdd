# loses: bump_tolerance
# says: The tolerance was 0.01
# Goes back from the rise to where the rise began.
# %% bump
def bump(risk, tolerance=0.01):
    lows = risk.cummin(0).values
    rises = (risk > (1 + tolerance) * lows).nonzero()
    if len(rises) == 0:
        return None
    low = int(rises[0])
    while low > 0 and risk[low - 1] < risk[low]:
        low -= 1
    while low > 0 and risk[low - 1] == risk[low]:
        low -= 1
    high = low + int(risk[low:].argmax())
    return (low, high) if risk[-1] < (1 - tolerance) * risk[high] else None
