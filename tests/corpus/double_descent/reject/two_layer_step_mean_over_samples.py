# loses: two_layer_step_sum, two_layer_step_together
# says: twice the move
# Takes the mean squared error: the step is n times too small.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ (readout @ hidden) - y) / len(x)
    return hidden - lr * torch.outer(readout, g), readout - lr * hidden @ g
