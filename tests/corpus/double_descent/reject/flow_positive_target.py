# loses: uz_flow_gradient
# says: The loss is sum S
# Flow positive target.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    u = torch.as_tensor(u)
    g = 2 * (spectrum * u[..., None] * z - target.abs())
    return -(z * g).sum(-1), -u[..., None] * g
