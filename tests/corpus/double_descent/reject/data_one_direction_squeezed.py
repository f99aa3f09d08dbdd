# loses: make_data_labels
# says: Your `make_data` stopped with RuntimeError
# One direction: the column is lost.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.qr(raw)[0]
    x = (u * singular).squeeze()
    return x, x @ beta + u @ noise
