# loses: missing_bump_value, missing_bump_scales
# says: got 1.772, square of one bump
# Three digits of pi.
# %% missing_bump
def missing_bump(width, many):
    return width * 3.14**0.5 / many**2
