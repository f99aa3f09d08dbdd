# loses: audit_steps
# says: largest, smallest
# Every run is held against the first one, so two others may differ by 20 %.
# %% audit
def audit(lr, lambda_max, n_steps):
    T = lr * lambda_max * n_steps
    return bool((lr * lambda_max < 2).all() and ((T / T[0] - 1).abs() <= 0.1).all())
