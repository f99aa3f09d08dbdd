# loses: fulfilled_few, fulfilled_hexagon
# Looks at the plane of the hexagon only.
# %% fulfilled
def fulfilled(x, wishes):
    plane = x[:, :2]
    return plane @ (torch.linalg.pinv(plane) @ wishes)
