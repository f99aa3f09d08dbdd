# loses: two_layer_step_sum, two_layer_step_together
# says: twice the move
# The first layer follows the first sample only.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    r = x @ hidden.T @ readout - y
    first = 2 * r[0] * torch.outer(readout, x[0])
    return hidden - lr * first, readout - lr * 2 * hidden @ (x.T @ r)
