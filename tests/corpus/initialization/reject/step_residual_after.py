# loses: small_step_exact, small_step_features, small_step_network
# says: the residuals were 1, -1, -4 at three inputs
# The residual after the step instead of the outputs.
# %% small_step
def small_step(f0, jac, y, lr):
    r = f0 - y
    return r - 2 * lr / len(y) * jac @ (jac.T @ r)
