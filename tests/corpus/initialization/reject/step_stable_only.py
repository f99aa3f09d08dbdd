# loses: small_step_exact, small_step_features
# says: line after its step
# A rate that is too large is cut down to the stable one.
# %% small_step
def small_step(f0, jac, y, lr):
    s = torch.linalg.matrix_norm(jac, 2)
    lr = min(lr, float(len(y) / s**2))
    return f0 - 2 * lr / len(y) * jac @ (jac.T @ (f0 - y))
