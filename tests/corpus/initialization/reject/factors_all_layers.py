# loses: scale_factors_weights, scale_factors_depth
# says: do not contain w
# Counts the layer itself among the factors of its weight.
# %% scale_factors
def scale_factors(c, depth):
    return [c**depth] * depth, [c ** (depth - l) for l in range(1, depth + 1)]
