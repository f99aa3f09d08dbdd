# loses: half_line_basis_spans, half_line_basis_smallest
# says: outside your space
# Polynomials instead of half lines.
# %% half_line_basis
def half_line_basis(x):
    return torch.cat([torch.ones_like(x), x, x**2, x**3], dim=1)
