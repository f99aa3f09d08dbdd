# loses: audit_pair, audit_steps, audit_stable
# Believes no figure.
# %% audit
def audit(lr, lambda_max, n_steps):
    return False
