# loses: audit_pair, audit_steps, audit_stable
# says: is True, expected False
# Believes every figure.
# %% audit
def audit(lr, lambda_max, n_steps):
    return True
