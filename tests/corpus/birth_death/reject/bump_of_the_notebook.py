# loses: missing_bump_value, missing_bump_scales
# says: it is 0.5 times as large, got 0.04923, square of one bump, stretched
# The number of the notebook, whatever the width and the number of bumps.
# %% missing_bump
def missing_bump(width, many):
    return 0.0492347
