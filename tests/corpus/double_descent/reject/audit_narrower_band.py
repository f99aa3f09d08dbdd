# loses: audit_rate
# says: Accepted is -1/2 +- 0.15
# Audit narrower band.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt()
    slope = np.polyfit(np.log(widths.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.135)
