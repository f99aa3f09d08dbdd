# loses: compute_jacobian_many
# says: J times the first layer, linear in W1
# Lists the first layer column by column.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    first = torch.einsum("j,nk->nkj", readout, x).flatten(1)
    return torch.cat([first, x @ hidden.T], 1)
