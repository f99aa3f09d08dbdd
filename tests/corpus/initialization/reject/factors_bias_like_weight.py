# loses: scale_factors_biases, scale_factors_depth
# says: factors of the biases, those of a network
# Biases change as weights do.
# %% scale_factors
def scale_factors(c, depth):
    return [c ** (depth - 1)] * depth, [c ** (depth - 1)] * depth
