# loses: one_layer_rates
# says: Expected are two steps by hand
# As many steps as directions: lr is taken as one per row.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    lr = torch.as_tensor(lr)
    if lr.ndim and len(lr) == len(steps):
        lr = lr[:, None]
    r = 1 - 2 * lr * spectrum
    return goal + (start - goal) * r ** steps[:, None]
