# loses: on_sphere_uniform
# says: mean of exactly 0, pairs x, -x
# The second half of the inputs mirrors the first.
# %% on_sphere
def on_sphere(n_samples, d):
    z = torch.randn((n_samples + 1) // 2, d)
    z = torch.cat([z, -z])[:n_samples]
    return z / z.norm(dim=1, keepdim=True)
