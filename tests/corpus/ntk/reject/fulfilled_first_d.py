# loses: fulfilled_hexagon
# The first d pairs decide, the others follow: fulfilled, but not nearest.
# %% fulfilled
def fulfilled(x, wishes):
    n = min(x.shape)
    return x @ (torch.linalg.pinv(x[:n]) @ wishes[:n])
