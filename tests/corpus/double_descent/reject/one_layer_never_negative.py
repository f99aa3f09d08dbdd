# loses: one_layer_oscillates
# says: passed at every step
# Takes the modulus of the factor: no overshoot beyond half of the stability limit.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = (1 - 2 * lr * spectrum).abs()
    return goal + factor ** steps[:, None] * (start - goal)
