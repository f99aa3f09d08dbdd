# loses: on_sphere_uniform
# says: the mean of 20000 inputs, some directions
# Starts from torch.rand: only directions of the positive orthant.
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    z = torch.rand(n_samples, d)
    return z / z.norm(dim=1, keepdim=True)
