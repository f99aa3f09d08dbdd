# loses: audit_plain, audit_kernel, audit_rate
# says: stops falling
# Accepts every gap that falls from the first width to the last.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt()
    return bool(gap[-1] < 0.9 * gap[0])
