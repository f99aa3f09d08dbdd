# loses: fulfilled_few, fulfilled_hexagon
# says: the wishes themselves
# x' x is singular as soon as there are fewer pairs than dimensions.
# %% fulfilled
def fulfilled(x, wishes):
    moments = x.T @ x + 1e-3 * torch.eye(x.shape[1], dtype=x.dtype)
    return x @ torch.linalg.solve(moments, x.T @ wishes)
