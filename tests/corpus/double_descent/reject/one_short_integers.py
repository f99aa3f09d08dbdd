# loses: one_layer_descent
# says: Expected is a loop of gradient steps
# One short integers.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    r = 1 - 2 * lr * spectrum
    return goal + (start - goal) * r ** steps.to(torch.int16)[:, None]
