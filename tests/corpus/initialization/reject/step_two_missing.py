# loses: small_step_exact, small_step_features, small_step_network
# says: 0.5 times as large
# The derivative of a square without its factor 2.
# %% small_step
def small_step(f0, jac, y, lr):
    return f0 - lr / len(y) * jac @ (jac.T @ (f0 - y))
