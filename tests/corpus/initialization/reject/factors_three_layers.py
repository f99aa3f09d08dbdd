# loses: scale_factors_depth
# says: do not contain w
# Written for the network of the check.
# %% scale_factors
def scale_factors(c, depth):
    return [c**2] * depth, [c**2, c, 1.0][:depth]
