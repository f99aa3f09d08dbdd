# loses: missing_bump_value, missing_bump_scales
# says: got 2.507, square of one bump
# Forgets that the square of a bump is narrower: the area of the bump over many^2.
# %% missing_bump
def missing_bump(width, many):
    return width * (2 * torch.pi) ** 0.5 / many**2
