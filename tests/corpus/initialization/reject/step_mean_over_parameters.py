# loses: small_step_exact, small_step_features, small_step_network
# says: expand f - y in the u_j
# Divides by the number of parameters.
# %% small_step
def small_step(f0, jac, y, lr):
    return f0 - 2 * lr / jac.shape[1] * jac @ (jac.T @ (f0 - y))
