# loses: small_step_exact, small_step_features, small_step_network
# says: has shape (5, 5)
# Outputs and targets lose their column, and the difference becomes a matrix.
# %% small_step
def small_step(f0, jac, y, lr):
    r = f0.flatten() - y
    return f0 - 2 * lr / len(y) * jac @ (jac.T @ r)
