# loses: one_layer_first, one_layer_descent, one_layer_oscillates, one_layer_rates
# says: 0.5 times as large, 2 * 0.1 * S_i * goal_i
# The derivative of a square without its 2: all times are off by a factor of two.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - lr * spectrum
    return goal + factor ** steps[:, None] * (start - goal)
