# loses: one_layer_first, one_layer_descent, one_layer_oscillates, one_layer_rates
# says: a loop of gradient steps, passed at every step
# Uses the exponential of gradient flow, right only for tiny steps.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    decay = torch.exp(-2 * lr * spectrum * steps[:, None])
    return goal + decay * (start - goal)
