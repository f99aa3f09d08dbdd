# loses: make_data_labels
# Forgets the noise on the training labels.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(raw, full_matrices=False)[0]
    x = u * singular
    return x, x @ beta
