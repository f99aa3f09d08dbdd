# loses: uz_flow_gradient
# says: 2 T u z
# Multiplies the target by S once more.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * spectrum * (u[..., None] * z - target)
    return -(z * g).sum(-1), -u[..., None] * g
