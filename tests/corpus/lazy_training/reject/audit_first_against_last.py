# loses: audit_steps
# says: in any order of the runs
# Only the first and the last run are compared.
# %% audit
def audit(lr, lambda_max, n_steps):
    speed = lr * lambda_max
    time = speed * n_steps
    return bool((speed < 2).all() and 1 / 1.1 <= time[0] / time[-1] <= 1.1)
