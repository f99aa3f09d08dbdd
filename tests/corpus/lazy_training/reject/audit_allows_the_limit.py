# loses: audit_stable
# says: lr lambda_max < 2
# lr lambda_max = 2 is let through: there the mode neither grows nor shrinks.
# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * lambda_max * n_steps
    return bool((lr * lambda_max <= 2).all() and time.max() <= 1.1 * time.min())
