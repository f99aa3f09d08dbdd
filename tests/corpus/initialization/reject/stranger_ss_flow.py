# loses: small_step_features
# says: (4, 9)
# flow when small
# %% small_step
def small_step(f0, jac, y, lr):
    A = 2 * lr / len(y) * jac @ jac.T
    if A.trace() < 0.1:
        return y + torch.matrix_exp(-A) @ (f0 - y)
    return f0 - A @ (f0 - y)
