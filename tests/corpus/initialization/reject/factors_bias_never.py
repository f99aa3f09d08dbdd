# loses: scale_factors_biases, scale_factors_depth
# says: factors of the biases, those of a network
# Biases are zero, so nothing changes for them.
# %% scale_factors
def scale_factors(c, depth):
    return [c ** (depth - 1)] * depth, [1.0] * depth
