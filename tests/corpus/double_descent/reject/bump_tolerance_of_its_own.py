# loses: bump_none, bump_tolerance
# says: more than the tolerance, with tolerance 1.0
# One per cent, whatever tolerance is asked for.
# %% bump
def bump(risk, tolerance=0.01):
    lowest = torch.cummin(risk, 0).values
    rises = (risk > 1.01 * lowest).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(risk[: rises[0]].argmin())
    high = low + int(risk[low:].argmax())
    return (low, high) if risk[-1] < 0.99 * risk[high] else None
