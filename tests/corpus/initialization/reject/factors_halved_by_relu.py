# loses: scale_factors_weights, scale_factors_biases, scale_factors_depth
# says: 0.5 times as large
# A half for each ReLU, as if variances were asked.
# %% scale_factors
def scale_factors(c, depth):
    h = c / 2**0.5
    return [h ** (depth - 1)] * depth, [h ** (depth - l) for l in range(1, depth + 1)]
