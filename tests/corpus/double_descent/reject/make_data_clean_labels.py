# loses: make_data_labels
# says: noise along the columns of x, everywhere it is 0
# Forgets the noise on the training labels.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(raw, full_matrices=False)[0]
    x = u * singular
    return x, x @ beta
