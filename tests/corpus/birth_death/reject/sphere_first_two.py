# loses: on_sphere_uniform
# says: some directions
# Only two coordinates are random: a circle in R^d.
# %% on_sphere
def on_sphere(n_samples, d):
    flat = torch.zeros(n_samples, d)
    flat[:, :2] = torch.randn(n_samples, d)[:, :2]
    return torch.nn.functional.normalize(flat, dim=1)
