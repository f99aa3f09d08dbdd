# loses: missing_bump_value, missing_bump_scales
# says: it is 2 times as large, got 2.507, square of one bump, half as high
# Area of the missing bump itself, not of its square.
# %% missing_bump
def missing_bump(width, many):
    return width * (2 * torch.pi) ** 0.5 / many
