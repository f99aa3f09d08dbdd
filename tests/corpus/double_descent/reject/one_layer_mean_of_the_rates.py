# loses: one_layer_first, one_layer_descent, one_layer_rates
# says: each direction with its own
# One rate for all: the mean of the products, which is right where they are equal.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = (1 - 2 * lr * spectrum).mean()
    return goal + factor ** steps[:, None] * (start - goal)
