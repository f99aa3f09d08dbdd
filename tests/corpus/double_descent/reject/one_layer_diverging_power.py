# loses: one_layer_first, one_layer_descent, one_layer_oscillates, one_layer_rates
# says: got -4, a loop of gradient steps
# Inverts the factor: the distance to the goal grows without bound.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - 2 * lr * spectrum
    return goal + factor ** (-steps[:, None].double()) * (start - goal)
