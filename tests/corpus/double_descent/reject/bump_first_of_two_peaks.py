# loses: bump_simple, bump_below, bump_tolerance
# says: highest risk from t_min on
# The first local maximum after the minimum for the highest risk from there on.
# %% bump
def bump(risk, tolerance=0.01):
    r = risk.tolist()
    low = 0
    while low + 1 < len(r) and max(r[: low + 2]) <= (1 + tolerance) * min(r[: low + 2]):
        low += 1
    lowest = torch.cummin(risk, 0).values
    rises = (risk > (1 + tolerance) * lowest).nonzero().ravel()
    if len(rises) == 0:
        return None
    low = int(risk[: rises[0]].argmin())
    high = int(rises[0])
    while high + 1 < len(r) and r[high + 1] > r[high]:
        high += 1
    return (low, high) if r[-1] < (1 - tolerance) * r[high] else None
