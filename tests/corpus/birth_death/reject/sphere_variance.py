# loses: on_sphere_rows, on_sphere_uniform
# says: length 1
# Divides by sqrt(d): the length is one only on average.
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    return torch.randn(n_samples, d) / d**0.5
