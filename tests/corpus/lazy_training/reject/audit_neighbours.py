# loses: audit_steps
# says: neighbours, last, first
# Runs that follow each other agree, while the first and the last one do not.
# %% audit
def audit(lr, lambda_max, n_steps):
    T = lr * lambda_max * n_steps
    ratio = T[1:] / T[:-1]
    return bool((lr * lambda_max < 2).all() and ratio.max() <= 1.1 and ratio.min() >= 1 / 1.1)
