# loses: audit_accepts, audit_rank
# says: is false, expected true
# A fifth value counts as zero below 1e-5, not below 1e-5 times the largest.
# %% audit
def audit(singular_values, n):
    return max(singular_values[4:], default=0) <= 1e-5 and singular_values[0] >= math.sqrt(n) * (1 - 1e-5)
