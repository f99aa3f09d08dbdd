# loses: two_layer_step_silent, two_layer_step_together
# says: 0.5 times as large, autograd's step
# Drops the 2 of the derivative of the square.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = x.T @ (x @ (readout @ hidden) - y)
    return hidden - lr * torch.outer(readout, g), readout - lr * hidden @ g
