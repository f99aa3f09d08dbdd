# loses: uz_flow_grid
# says: Expected is the call for this point alone
# U of shape (d,) with z (d, d): multiplied along the wrong axis.
# %% uz_flow
def uz_flow(u, z, spectrum, target):
    v = u if u.shape == z.shape[-1:] and z.ndim == 2 else u[..., None]
    g = 2 * (spectrum * v * z - target)
    return -(z * g).sum(-1), -v * g
