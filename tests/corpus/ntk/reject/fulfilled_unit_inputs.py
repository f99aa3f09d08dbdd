# loses: fulfilled_few, fulfilled_hexagon
# says: the wishes themselves, its own nearest
# Scales the inputs to length one, as the bound does: other wishes.
# %% fulfilled
def fulfilled(x, wishes):
    unit = x / x.norm(dim=1, keepdim=True)
    return x @ (torch.linalg.pinv(unit) @ wishes)
