# loses: fulfilled_hexagon
# says: got -4, nearer than 0
# The first d pairs decide, the others follow: fulfilled, but not nearest.
# %% fulfilled
def fulfilled(x, wishes):
    n = min(x.shape)
    return x @ (torch.linalg.pinv(x[:n]) @ wishes[:n])
