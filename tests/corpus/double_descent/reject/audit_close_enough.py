# loses: audit_kernel, audit_rate
# Looks at the last distance only: has units, and calls a narrow honest figure wrong.
# %% audit
def audit(widths, finite, limit):
    return bool((finite[-1] - limit).abs().mean() < 0.1)
