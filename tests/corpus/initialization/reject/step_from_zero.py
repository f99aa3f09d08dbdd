# loses: small_step_exact, small_step_features, small_step_network
# says: the residuals were 1, -1, -4 at three inputs
# As if the outputs before the step were zero.
# %% small_step
def small_step(f0, jac, y, lr):
    return f0 + 2 * lr / len(y) * jac @ (jac.T @ y)
