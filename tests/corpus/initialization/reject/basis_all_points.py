# loses: half_line_basis_smallest
# says: none that j needs
# The unit vectors span everything: no theorem.
# %% half_line_basis
def half_line_basis(x):
    return torch.eye(len(x), dtype=x.dtype)
