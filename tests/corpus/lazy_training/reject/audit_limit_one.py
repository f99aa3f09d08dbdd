# loses: audit_stable
# says: lr lambda_max = 1.8, stable
# lr lambda < 1 is asked: between 1 and 2 gradient descent oscillates but converges.
# %% audit
def audit(lr, lambda_max, n_steps):
    speed = lr * lambda_max
    time = speed * n_steps
    return bool((speed < 1).all() and time.max() <= 1.1 * time.min())
