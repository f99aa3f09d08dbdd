# loses: bump_below, bump_tolerance
# says: size 1e-06
# A rise must also exceed a ten-thousandth.
# %% bump
def bump(risk, tolerance=0.01):
    lowest = torch.cummin(risk, 0).values
    rises = torch.nonzero(risk > (1 + tolerance) * lowest + 1e-4).ravel()
    if len(rises) == 0:
        return None
    low = int(torch.argmin(risk[: rises[0]]))
    high = low + int(torch.argmax(risk[low:]))
    if risk[-1] >= (1 - tolerance) * risk[high]:
        return None
    return low, high
