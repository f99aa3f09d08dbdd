# loses: one_layer_rates
# says: equal products lr_i * S_i
# Uses the first step size for every direction.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    lr = float(torch.as_tensor(lr).ravel()[0])
    factor = 1 - 2 * lr * spectrum
    return goal + factor ** steps[:, None] * (start - goal)
