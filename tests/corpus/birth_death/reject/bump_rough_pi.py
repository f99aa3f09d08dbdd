# loses: missing_bump_value, missing_bump_scales
# Three digits of pi.
# %% missing_bump
def missing_bump(width, many):
    return width * 3.14**0.5 / many**2
