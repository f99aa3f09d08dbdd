# loses: half_line_basis_spans
# says: outside your space
# small inputs
# %% half_line_basis
def half_line_basis(x):
    p = (x > 1e-2).to(x.dtype)
    return torch.cat([p, p * x, 1 - p, (1 - p) * x], 1)
