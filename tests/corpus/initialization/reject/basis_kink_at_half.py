# loses: half_line_basis_columns, half_line_basis_spans, half_line_basis_smallest
# says: some depend on others
# The kink at 1/2: right on points that are whole numbers.
# %% half_line_basis
def half_line_basis(x):
    right = (x > 0.5).to(x.dtype)
    return torch.cat([x * right, x * (1 - right), right, 1 - right], dim=1)
