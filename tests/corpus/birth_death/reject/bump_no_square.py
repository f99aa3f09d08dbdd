# loses: missing_bump_value, missing_bump_scales
# Area of the missing bump itself, not of its square.
# %% missing_bump
def missing_bump(width, many):
    return width * (2 * torch.pi) ** 0.5 / many
