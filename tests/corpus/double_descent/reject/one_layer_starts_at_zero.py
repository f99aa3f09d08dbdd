# loses: one_layer_descent, one_layer_rates
# says: where 5 steps lead
# Forgets the start: right only for zero weights.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - 2 * lr * spectrum
    return goal * (1 - factor ** steps[:, None])
