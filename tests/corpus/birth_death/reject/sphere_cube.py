# loses: on_sphere_uniform
# says: some directions
# Normalizes uniform points of the cube: corners come too often.
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    z = 2 * torch.rand(n_samples, d) - 1
    return z / z.norm(dim=1, keepdim=True)
