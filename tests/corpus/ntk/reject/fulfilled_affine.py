# loses: fulfilled_hexagon
# says: got -2, nearer than 0
# A network without biases has no constant: f(x) - f(-x) vanishes at 0.
# %% fulfilled
def fulfilled(x, wishes):
    columns = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1)
    return columns @ (torch.linalg.pinv(columns) @ wishes)
