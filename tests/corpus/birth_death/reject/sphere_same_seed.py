# loses: on_sphere_uniform
# says: two calls are independent
# A generator seeded inside: every call gives the same inputs.
# %% on_sphere
def on_sphere(n_samples, d):
    draw = torch.Generator().manual_seed(0)
    return torch.nn.functional.normalize(torch.randn(n_samples, d, generator=draw), dim=1)
