# loses: audit_steps
# says: at most 1.1 times
# The times must agree within 10 %, not within 0.1; rounding alone is larger.
# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * lambda_max * n_steps
    return bool((lr * lambda_max < 2).all() and time.max() - time.min() <= 0.1)
