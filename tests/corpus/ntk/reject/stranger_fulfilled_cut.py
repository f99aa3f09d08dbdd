# loses: fulfilled_few
# says: nearly parallel
# nearest: cut at 1e-3
# %% fulfilled
def fulfilled(x, wishes):
    return x @ (torch.linalg.pinv(x, rtol=1e-3) @ wishes)
