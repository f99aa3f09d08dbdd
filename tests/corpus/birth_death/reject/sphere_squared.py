# loses: on_sphere_rows, on_sphere_uniform
# says: length 1
# Divides by the squared length.
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    z = torch.randn(n_samples, d)
    return z / (z * z).sum(dim=1, keepdim=True)
