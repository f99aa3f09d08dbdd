# loses: uz_flow_grid
# says: the call for this point alone
# Sums over all points of the grid, not only over the directions.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u[..., None] * z - target)
    return -(z * g).sum() * torch.ones_like(u), -u[..., None] * g
