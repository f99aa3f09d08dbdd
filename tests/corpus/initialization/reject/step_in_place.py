# loses: small_step_exact, small_step_features, small_step_network
# says: changes its argument f0
# The outputs that came are moved.
# %% small_step
def small_step(f0, jac, y, lr):
    f0 -= 2 * lr / len(y) * jac @ (jac.T @ (f0 - y))
    return f0
