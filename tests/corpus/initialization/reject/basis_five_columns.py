# loses: half_line_basis_smallest
# says: none that j needs
# A square beside the four: independent, but no column of J needs it.
# %% half_line_basis
def half_line_basis(x):
    right = (x > 0).to(x.dtype)
    columns = [x * right, x * (1 - right), right, 1 - right, x * x]
    return torch.cat(columns[: len(x)], dim=1)
