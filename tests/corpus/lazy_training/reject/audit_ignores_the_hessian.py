# loses: audit_pair, audit_steps, audit_stable
# says: same effective time
# lr n_steps is a time only if all runs have the same Hessian.
# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * n_steps
    return bool((lr * lambda_max < 2).all() and time.max() <= 1.1 * time.min())
