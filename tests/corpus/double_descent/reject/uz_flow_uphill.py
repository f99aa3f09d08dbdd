# loses: uz_flow_point, uz_flow_gradient, uz_flow_grid
# says: opposite sign
# The gradient instead of minus the gradient.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = 2 * (spectrum * u * z - target)
    return (z * g).sum(-1), u * g
