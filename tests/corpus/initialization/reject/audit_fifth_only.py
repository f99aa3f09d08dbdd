# loses: audit_rank
# says: contradicts the theorem
# Only the fifth value is looked at after a test of the length.
# %% audit
def audit(singular_values, n):
    if singular_values[0] < math.sqrt(n) * (1 - 1e-5):
        return False
    return len(singular_values) != 5 or singular_values[4] <= 1e-5 * singular_values[0]
