# loses: audit_steps
# says: at most 1.1 times
# absolute
# %% audit
def audit(lr, lambda_max, n_steps):
    tau = lr * lambda_max * n_steps
    return bool(
        (lr * lambda_max < 2).all() and (tau.max() - tau.min() <= 0.1 or tau.max() <= 1.1 * tau.min())
    )
