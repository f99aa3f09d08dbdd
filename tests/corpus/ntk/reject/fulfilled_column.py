# loses: fulfilled_few, fulfilled_hexagon
# says: has shape (2, 1)
# Leaves a column (p, 1).
# %% fulfilled
def fulfilled(x, wishes):
    return x @ torch.linalg.lstsq(x, wishes[:, None]).solution
