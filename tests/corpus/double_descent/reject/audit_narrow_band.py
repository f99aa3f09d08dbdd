# loses: audit_rate
# says: Accepted is -1/2 +- 0.15
# Accepts -1/2 only up to 0.11: honest figures with few draws are thrown away.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt()
    slope = np.polyfit(np.log(widths.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.11)
