# loses: small_step_exact, small_step_features, small_step_network
# says: opposite sign
# The step goes up the gradient.
# %% small_step
def small_step(f0, jac, y, lr):
    return f0 + 2 * lr / len(y) * jac @ (jac.T @ (f0 - y))
