# loses: scale_factors_depth
# says: 5 layers of one neuron
# Rounded to six digits after the point.
# %% scale_factors
def scale_factors(c, depth):
    return [round(c ** (depth - 1), 6)] * depth, [round(c ** (depth - l), 6) for l in range(1, depth + 1)]
