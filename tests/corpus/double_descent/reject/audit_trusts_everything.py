# loses: audit_plain, audit_kernel, audit_rate
# says: stops falling
# Accepts every figure.
# %% audit
def audit(widths, finite, limit):
    return True
