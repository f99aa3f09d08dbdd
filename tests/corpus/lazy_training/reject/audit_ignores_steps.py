# loses: audit_steps, audit_stable
# says: twice the steps
# The progress per step is compared, the number of steps is forgotten.
# %% audit
def audit(lr, lambda_max, n_steps):
    speed = lr * lambda_max
    return bool((speed < 2).all() and speed.max() <= 1.1 * speed.min())
