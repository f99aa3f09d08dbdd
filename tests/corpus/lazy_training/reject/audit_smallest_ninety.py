# loses: audit_steps
# says: at most 1.1 times the smallest
# smallest / largest >= 0.9 lets a ratio of 1.11 pass.
# %% audit
def audit(lr, lambda_max, n_steps):
    T = lr * lambda_max * n_steps
    return bool((lr * lambda_max < 2).all() and T.min() / T.max() >= 0.9)
