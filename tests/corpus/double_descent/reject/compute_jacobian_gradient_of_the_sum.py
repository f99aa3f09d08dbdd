# loses: compute_jacobian_many
# says: J times the first layer, linear in W1
# Differentiates the sum of the outputs: one row for all samples.
# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    total = x.sum(0)
    row = torch.cat([torch.outer(readout, total).flatten(), hidden @ total])
    return row.expand(len(x), -1)
