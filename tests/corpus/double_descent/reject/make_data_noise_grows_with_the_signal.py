# loses: make_data_labels
# says: made unit length
# Adds the noise to the weights, so that it is multiplied by the singular value.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(raw, full_matrices=False)[0]
    x = u * singular
    return x, x @ (beta + noise)
