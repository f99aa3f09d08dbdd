# loses: uz_flow_grid
# says: Expected is the call for this point alone
# Multiplies u and z without an axis for the directions: fails for grids.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u * z - target)
    return -(z * g).sum(-1), -u * g
