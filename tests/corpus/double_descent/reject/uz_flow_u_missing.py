# loses: uz_flow_gradient
# says: The loss is sum S
# The velocity of z without the factor u: right only at u = 1.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u[..., None] * z - target)
    return -(z * g).sum(-1), -g
