# loses: scale_factors_weights, scale_factors_biases, scale_factors_depth
# says: 4 times as large
# A factor for each layer, added up instead of multiplied.
# %% scale_factors
def scale_factors(c, depth):
    return [c * (depth - 1)] * depth, [c * (depth - l) for l in range(1, depth + 1)]
