# loses: missing_bump_value, missing_bump_scales
# says: it is 2 times as large, got 0.1477, square of one bump
# The height 1/many enters once: the square of the height is forgotten.
# %% missing_bump
def missing_bump(width, many):
    return width * torch.pi**0.5 / many
