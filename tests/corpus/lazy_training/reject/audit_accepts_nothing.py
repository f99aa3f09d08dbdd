# loses: audit_pair, audit_steps, audit_stable
# says: is False, expected True
# Believes no figure.
# %% audit
def audit(lr, lambda_max, n_steps):
    return False
