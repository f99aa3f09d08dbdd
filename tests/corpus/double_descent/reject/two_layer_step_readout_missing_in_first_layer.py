# loses: two_layer_step_silent, two_layer_step_together
# says: does not depend on W1
# The gradient of the first layer without the factor w2.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ (readout @ hidden) - y)
    return hidden - lr * torch.outer(torch.ones_like(readout), g), readout - lr * hidden @ g
