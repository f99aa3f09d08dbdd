# loses: missing_bump_scales
# says: It is the integral of the square of one bump
# Missing bump fixed grid.
# %% missing_bump
def missing_bump(width, many):
    x = torch.linspace(-20, 20, 40001, dtype=torch.double)
    return float((torch.exp(-(x**2) / (2 * width**2)) / many).square().sum() * 0.001)
