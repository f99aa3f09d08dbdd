# loses: audit_plain, audit_kernel, audit_rate
# says: targets may be small, Accepted is -1/2 +- 0.15
# Looks at the last distance only: has units, and calls a narrow honest figure wrong.
# %% audit
def audit(widths, finite, limit):
    return bool((finite[-1] - limit).abs().mean() < 0.1)
