# loses: scale_factors_weights, scale_factors_biases, scale_factors_depth
# says: do not contain w
# The factors of the pre-activations instead of the derivatives.
# %% scale_factors
def scale_factors(c, depth):
    return [c**l for l in range(1, depth + 1)], [c**l for l in range(1, depth + 1)]
