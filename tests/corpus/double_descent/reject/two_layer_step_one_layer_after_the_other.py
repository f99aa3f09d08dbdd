# loses: two_layer_step_together
# says: both from the old weights
# sometimes: two_layer_step_sum
# Updates the readout with the hidden layer that was already changed (Gauss-Seidel).
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ (readout @ hidden) - y)
    hidden = hidden - lr * torch.outer(readout, g)
    readout = readout - lr * hidden @ g
    return hidden, readout
