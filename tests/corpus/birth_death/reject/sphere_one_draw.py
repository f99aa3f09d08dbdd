# loses: on_sphere_uniform
# says: the mean of 20000 inputs, some directions
# Draws one direction and repeats it.
# %% on_sphere
def on_sphere(n_samples, d):
    """n_samples independent inputs, uniform on the unit sphere of R^d: a tensor (n_samples, d)."""
    z = torch.randn(d)
    return (z / z.norm()).expand(n_samples, d).clone()
