# loses: small_step_exact, small_step_features, small_step_network
# says: the residuals were 1, -1, -4 at three inputs
# Only the change, without the outputs before it.
# %% small_step
def small_step(f0, jac, y, lr):
    return -2 * lr / len(y) * jac @ (jac.T @ (f0 - y))
