# loses: missing_bump_value, missing_bump_scales
# says: it is 2 times as large, got 0.01231, square of one bump, stretched
# Width squared, as in the exponent.
# %% missing_bump
def missing_bump(width, many):
    return width**2 * torch.pi**0.5 / many**2
