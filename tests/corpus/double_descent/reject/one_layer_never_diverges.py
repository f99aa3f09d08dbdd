# loses: one_layer_oscillates
# says: descent diverges there
# The factor is kept between -1 and 1.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = torch.clamp(1 - 2 * lr * spectrum, -1, 1)
    return goal + factor ** steps[:, None] * (start - goal)
