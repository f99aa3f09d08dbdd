# loses: one_layer_descent, one_layer_first, one_layer_oscillates, one_layer_rates
# The derivative of a square without its 2: all times are off by a factor of two.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - lr * spectrum
    return goal + factor ** steps[:, None] * (start - goal)
