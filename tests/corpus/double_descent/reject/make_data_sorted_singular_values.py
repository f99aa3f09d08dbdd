# loses: make_data_order, make_data_labels
# says: in this order
# Sorts the singular values: the fast and the slow direction change places.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(raw, full_matrices=False)[0]
    x = u * singular.sort(descending=True).values
    return x, x @ beta + u @ noise
