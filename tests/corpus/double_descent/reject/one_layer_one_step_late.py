# loses: one_layer_first, one_layer_descent, one_layer_oscillates, one_layer_rates
# says: after no step the weights are the start
# Counts the first update as step zero.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - 2 * lr * spectrum
    return goal + factor ** (steps[:, None] + 1) * (start - goal)
