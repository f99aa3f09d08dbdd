# loses: on_sphere_uniform
# says: neighbors, independent of each other
# Orthogonal frames: every input is uniform, and those of one frame stand at right angles.
# %% on_sphere
def on_sphere(n_samples, d):
    blocks = [torch.linalg.qr(torch.randn(d, d))[0] * torch.randn(d).sign() for _ in range(-(-n_samples // d))]
    return torch.cat([b.T for b in blocks])[:n_samples]
