# loses: half_line_basis_spans, half_line_basis_smallest
# says: outside your space
# One constant for both half lines; the fourth column is a square.
# %% half_line_basis
def half_line_basis(x):
    return torch.cat([x.relu(), (-x).relu(), torch.ones_like(x), x**2], dim=1)
