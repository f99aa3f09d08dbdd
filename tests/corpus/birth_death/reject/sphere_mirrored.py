# loses: on_sphere_uniform
# says: mean of exactly 0, pairs
# Every input is followed by its mirror image: no direction is preferred, but neighbors are not independent.
# %% on_sphere
def on_sphere(n_samples, d):
    z = torch.randn((n_samples + 1) // 2, d)
    z = torch.stack([z, -z], dim=1).reshape(-1, d)[:n_samples]
    return z / z.norm(dim=1, keepdim=True)
