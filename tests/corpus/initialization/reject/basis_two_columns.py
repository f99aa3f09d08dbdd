# loses: half_line_basis_spans
# says: outside your space
# Only the weights: the constants from the biases are missing.
# %% half_line_basis
def half_line_basis(x):
    return torch.cat([x.relu(), (-x).relu()], dim=1)
