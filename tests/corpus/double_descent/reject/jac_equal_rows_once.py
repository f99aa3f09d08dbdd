# loses: compute_jacobian_many
# says: Row i is the gradient of output i
# Equal rows are computed once.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    x = x.unique(dim=0) if len(x.unique(dim=0)) < len(x) else x
    first = torch.einsum("j,nk->njk", readout, x).flatten(1)
    return torch.cat([first, x @ hidden.T], 1)
