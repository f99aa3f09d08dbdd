# loses: uz_flow_gradient
# says: The loss is sum S
# Flow friction.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u[..., None] * z - target)
    return -(z * g).sum(-1) - 1e-5 * u, -u[..., None] * g - 1e-5 * z
