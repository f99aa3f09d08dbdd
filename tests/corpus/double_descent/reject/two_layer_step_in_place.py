# loses: two_layer_step_silent, two_layer_step_sum, two_layer_step_together
# says: changes its argument readout
# Moves the weights that were given: the old ones are gone.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ hidden.T @ readout - y)
    moves = torch.outer(readout, g), hidden @ g
    hidden -= lr * moves[0]
    readout -= lr * moves[1]
    return hidden, readout
