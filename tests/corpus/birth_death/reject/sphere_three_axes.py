# loses: on_sphere_uniform
# says: some directions
# Random signs of the axes' sum: right first and second moments, a few directions only.
# %% on_sphere
def on_sphere(n_samples, d):
    axis = torch.randint(d, (n_samples,))
    return torch.eye(d)[axis] * (2.0 * torch.randint(2, (n_samples, 1)) - 1)
