# loses: one_layer_first, one_layer_descent, one_layer_oscillates, one_layer_rates
# says: 2 * 0.1 * S_i * goal_i
# Takes the root of S: the fast direction is kappa times too slow.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - 2 * lr * spectrum.sqrt()
    return goal + factor ** steps[:, None] * (start - goal)
