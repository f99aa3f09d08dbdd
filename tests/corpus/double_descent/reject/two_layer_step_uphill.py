# loses: two_layer_step_silent, two_layer_step_together
# says: opposite sign
# Adds the gradient.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ (readout @ hidden) - y)
    return hidden + lr * torch.outer(readout, g), readout + lr * hidden @ g
