# loses: make_data_order
# says: 1, 4, 2
# Orthogonal in single precision only.
# %% make_data
def make_data(raw, singular, beta, noise):
    Q, _ = torch.linalg.qr(raw.float())
    Q = Q.double()
    x = Q * singular
    y = x @ beta + Q @ noise
    return x, y
