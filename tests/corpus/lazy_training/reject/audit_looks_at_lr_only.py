# loses: audit_pair, audit_steps, audit_stable
# says: same effective time
# Equal learning rates are not equal times: the Hessian grows with alpha.
# %% audit
def audit(lr, lambda_max, n_steps):
    stable = (lr * lambda_max < 2).all()
    return bool(stable and lr.max() <= 1.1 * lr.min())
