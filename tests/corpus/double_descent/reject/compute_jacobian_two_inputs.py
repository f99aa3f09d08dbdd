# loses: compute_jacobian_many
# says: has shape (4, 6), 2 * 3 + 2 weights
# Written out for two input directions.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    h = len(readout)
    J = torch.zeros(len(x), 3 * h, dtype=x.dtype)
    for j in range(h):
        J[:, 2 * j] = readout[j] * x[:, 0]
        J[:, 2 * j + 1] = readout[j] * x[:, 1]
        J[:, 2 * h + j] = x @ hidden[j]
    return J
