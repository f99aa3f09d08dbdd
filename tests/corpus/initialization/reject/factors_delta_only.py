# loses: scale_factors_weights, scale_factors_depth
# says: factors of the weights, those of a network
# A weight gets what delta gets: its activation is forgotten.
# %% scale_factors
def scale_factors(c, depth):
    b = [c ** (depth - l) for l in range(1, depth + 1)]
    return b, b
