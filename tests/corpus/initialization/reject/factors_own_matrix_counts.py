# loses: scale_factors_biases, scale_factors_depth
# says: factors of the biases, do not contain w
# Delta of a layer contains the matrix of this layer, too.
# %% scale_factors
def scale_factors(c, depth):
    return [c ** (depth - 1)] * depth, [c ** (depth - l + 1) for l in range(1, depth + 1)]
