# loses: bump_simple, bump_tolerance
# says: bump([1.0, 3.0, 1.0]) is None
# A first minimum at step 0 is mistaken for none found.
# %% bump
def bump(risk, tolerance=0.01):
    lowest = torch.cummin(risk, 0).values
    rises = (risk > (1 + tolerance) * lowest).nonzero().ravel()
    low = int(risk[: rises[0]].argmin()) if len(rises) else 0
    if not low:
        return None
    high = low + int(risk[low:].argmax())
    return (low, high) if risk[-1] < (1 - tolerance) * risk[high] else None
