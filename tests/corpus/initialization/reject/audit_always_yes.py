# loses: audit_rank, audit_bias
# says: is true, expected false
# Accepts everything.
# %% audit
def audit(singular_values, n):
    return True
