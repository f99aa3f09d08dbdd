# loses: scale_factors_biases, scale_factors_depth
# says: opposite order
# The factors of the biases from the last layer to the first.
# %% scale_factors
def scale_factors(c, depth):
    return [c ** (depth - 1)] * depth, [c**l for l in range(depth)]
