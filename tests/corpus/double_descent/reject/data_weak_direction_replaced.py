# loses: make_data_order
# says: Expected is its part in the column space of the cloud
# Directions of the cloud below a hundredth are replaced.
# %% make_data
def make_data(raw, singular, beta, noise):
    u, s, vh = torch.linalg.svd(raw, full_matrices=False)
    weak = s < 1e-2 * s.max()
    if weak.any():
        u = u.clone()
        u[:, weak] = torch.randn(len(u), int(weak.sum())).to(u)
        u = torch.linalg.qr(u)[0]
    x = u * singular
    return x, x @ beta + u @ noise
