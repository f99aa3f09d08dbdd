# loses: uz_flow_gradient
# says: The loss is sum S
# Flow three directions.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u[..., None] * z - target)
    return -(z * g)[..., :3].sum(-1), -u[..., None] * g
