# loses: audit_rank, audit_bias
# Accepts everything.
# %% audit
def audit(singular_values, n):
    return True
