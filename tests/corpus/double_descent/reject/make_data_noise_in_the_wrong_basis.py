# loses: make_data_labels
# says: noise along the columns of x
# Rotates the noise with the right singular vectors before the left ones.
# %% make_data
def make_data(raw, singular, beta, noise):
    u, _, vh = torch.linalg.svd(raw, full_matrices=False)
    x = u * singular
    return x, x @ beta + u @ (vh @ noise)
