# loses: small_step_exact, small_step_features
# says: line after its step
# The exact flow of the linear model for the time lr, not one step.
# %% small_step
def small_step(f0, jac, y, lr):
    k = 2 * lr / len(y) * jac @ jac.T
    return y + torch.linalg.matrix_exp(-k) @ (f0 - y)
