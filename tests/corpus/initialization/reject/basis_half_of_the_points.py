# loses: half_line_basis_spans, half_line_basis_smallest
# says: outside your space
# The first half of the points is taken for the negative one: right for a sorted symmetric grid only.
# %% half_line_basis
def half_line_basis(x):
    n = len(x)
    left = (torch.arange(n) < n // 2).to(x)[:, None]
    return torch.cat([left, left * x, 1 - left, x - left * x], dim=1)
