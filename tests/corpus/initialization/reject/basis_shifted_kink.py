# loses: half_line_basis_spans, half_line_basis_smallest
# says: outside your space
# A kink away from zero.
# %% half_line_basis
def half_line_basis(x):
    on = (x > 0.3).to(x.dtype)
    return torch.cat([x * on, x * (1 - on), on, 1 - on], dim=1)
