# loses: small_step_exact, small_step_features, small_step_network
# says: 6 times as large
# The gradient of the sum of squares.
# %% small_step
def small_step(f0, jac, y, lr):
    return f0 - 2 * lr * jac @ (jac.T @ (f0 - y))
