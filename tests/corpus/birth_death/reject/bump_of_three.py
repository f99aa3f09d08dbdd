# loses: missing_bump_value, missing_bump_scales
# says: got 0.1969, square of one bump, half as high
# Knows the three bumps of the notebook only.
# %% missing_bump
def missing_bump(width, many):
    return width * torch.pi**0.5 / 9
