# loses: uz_flow_gradient
# says: 2 T u z
# Leaves the target out of the velocity of u.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u[..., None] * z - target)
    return -(2 * spectrum * u[..., None] * z**2).sum(-1), -u[..., None] * g
