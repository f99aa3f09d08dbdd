# loses: make_data_spectrum, make_data_order, make_data_labels
# says: it must be diag(f^2), in this order
# Takes the given numbers for eigenvalues of x'x: all time scales are off.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(raw, full_matrices=False)[0]
    x = u * singular.sqrt()
    return x, x @ beta + u @ noise
