# loses: small_step_features
# says: expand f - y in the u_j
# The gradient is clipped.
# %% small_step
def small_step(f0, jac, y, lr):
    g = 2 / len(y) * jac.T @ (f0 - y)
    g = g * min(1.0, 1000 / float(g.norm()))
    return f0 - lr * jac @ g
