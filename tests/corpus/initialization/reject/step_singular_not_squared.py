# loses: small_step_exact, small_step_features, small_step_network
# says: the residuals were 1, -1, -4 at three inputs
# Shrinks the component along u_j by s_j instead of its square.
# %% small_step
def small_step(f0, jac, y, lr):
    u, s, _ = torch.linalg.svd(jac, full_matrices=False)
    return f0 - 2 * lr / len(y) * u @ (s[:, None] * (u.T @ (f0 - y)))
