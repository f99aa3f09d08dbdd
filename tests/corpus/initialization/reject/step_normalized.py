# loses: small_step_exact, small_step_features, small_step_network
# says: line after its step
# The gradient is made unit length.
# %% small_step
def small_step(f0, jac, y, lr):
    g = jac.T @ (f0 - y)
    return f0 - 2 * lr / len(y) * jac @ (g / g.norm())
