# loses: fulfilled_few, fulfilled_hexagon
# says: 4 pairs in d = 9, the wishes themselves
# Looks at the plane of the hexagon only.
# %% fulfilled
def fulfilled(x, wishes):
    plane = x[:, :2]
    return plane @ (torch.linalg.pinv(plane) @ wishes)
