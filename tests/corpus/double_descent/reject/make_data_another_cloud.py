# loses: make_data_order
# says: column space of the cloud
# Draws a new cloud instead of reshaping the one that was given.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(torch.randn_like(raw), full_matrices=False)[0]
    x = u * singular
    return x, x @ beta + u @ noise
