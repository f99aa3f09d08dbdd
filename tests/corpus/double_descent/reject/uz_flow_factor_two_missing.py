# loses: uz_flow_point, uz_flow_gradient
# says: 0.5 times as large
# Drops the 2 of the derivative: the time scale is off by two.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = spectrum * u[..., None] * z - target
    return -(z * g).sum(-1), -u[..., None] * g
