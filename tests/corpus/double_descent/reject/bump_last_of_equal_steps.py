# loses: bump_simple
# says: earliest step of the lowest risk
# Of two equal minima the later one.
# %% bump
def bump(risk, tolerance=0.01):
    lowest = torch.cummin(risk, 0).values
    rises = (risk > (1 + tolerance) * lowest).nonzero().ravel()
    if len(rises) == 0:
        return None
    before = risk[: rises[0]]
    low = int((before == before.min()).nonzero().ravel()[-1])
    high = low + int(risk[low:].argmax())
    return (low, high) if risk[-1] < (1 - tolerance) * risk[high] else None
