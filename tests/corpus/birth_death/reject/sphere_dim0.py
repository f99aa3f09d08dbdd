# loses: on_sphere_rows, on_sphere_uniform
# says: length 1
# F14: normalizes columns instead of rows (the bug of the original): inputs do not have length one.
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    z = torch.randn(n_samples, d)
    return z / z.norm(dim=0)
