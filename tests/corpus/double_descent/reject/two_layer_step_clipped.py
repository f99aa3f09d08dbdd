# loses: two_layer_step_together
# says: autograd's step
# The gradient is clipped.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ (readout @ hidden) - y)
    g = g * min(1, 100 / float(g.norm()))
    return hidden - lr * torch.outer(readout, g), readout - lr * hidden @ g
