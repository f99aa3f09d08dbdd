# loses: on_sphere_uniform
# says: sum_j x_j^4, directions
# Sums of two uniform numbers are nearly normal: the directions are nearly uniform.
# %% on_sphere
def on_sphere(n_samples, d):
    x = torch.rand(n_samples, d) + torch.rand(n_samples, d) - 1
    return x / x.norm(dim=1, keepdim=True)
