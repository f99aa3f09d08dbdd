# loses: two_layer_step_together
# says: Expected is autograd's step
# Step weight decay.
# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    g = 2 * x.T @ (x @ (hidden.T @ readout) - y)
    return hidden - lr * (torch.outer(readout, g) + 1e-4 * hidden), readout - lr * (
        hidden @ g + 1e-4 * readout
    )
