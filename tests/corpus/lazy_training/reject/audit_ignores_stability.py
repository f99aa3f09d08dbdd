# loses: audit_stable
# says: diverges
# Runs that blow up pass, as long as they do so for the same time.
# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * lambda_max * n_steps
    return bool(time.max() <= 1.1 * time.min())
