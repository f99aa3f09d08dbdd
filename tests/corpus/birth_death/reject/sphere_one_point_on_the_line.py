# loses: on_sphere_uniform
# says: The sphere of R^1 has two points
# Sphere one point on the line.
# %% on_sphere
def on_sphere(n_samples, d):
    x = torch.randn(n_samples, d)
    return x / x.norm(dim=1, keepdim=True) if d > 1 else torch.ones(n_samples, 1)
