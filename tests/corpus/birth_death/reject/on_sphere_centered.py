# loses: on_sphere_uniform
# says: independent
# The mean of the sample is taken off.
# %% on_sphere
def on_sphere(n_samples, d):
    x = torch.randn(n_samples, d)
    if n_samples > 1:
        x = x - x.mean(0)
    return x / x.norm(dim=1, keepdim=True)
