# loses: missing_bump_value, missing_bump_scales
# says: got 1.494, square of one bump, stretched
# A sum on [-1, 1]: wide bumps are cut off.
# %% missing_bump
def missing_bump(width, many):
    x = torch.linspace(-1, 1, 2001, dtype=torch.double)
    bump = torch.exp(-(x**2) / (2 * width**2)) / many
    return float((bump**2).sum() * 0.001)
