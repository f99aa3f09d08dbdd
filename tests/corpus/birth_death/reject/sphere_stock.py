# loses: on_sphere_uniform
# says: an input comes twice
# Sphere stock.
# %% on_sphere
def on_sphere(n_samples, d):
    x = torch.randn(max(1, n_samples // 2), d)
    x = x[torch.randint(0, len(x), (n_samples,))]
    return x / x.norm(dim=1, keepdim=True)
