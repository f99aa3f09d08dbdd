# loses: audit_steps
# says: expected False
# The longest time is compared with the mean, not with the shortest.
# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * lambda_max * n_steps
    return bool((lr * lambda_max < 2).all() and time.max() <= 1.1 * time.mean())
