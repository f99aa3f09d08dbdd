# loses: scale_factors_weights, scale_factors_depth
# says: factors of the weights, those of a network
# A weight gets what its activation gets: delta is forgotten.
# %% scale_factors
def scale_factors(c, depth):
    return [c ** (l - 1) for l in range(1, depth + 1)], [c ** (depth - l) for l in range(1, depth + 1)]
