# loses: one_layer_rates
# says: Expected are two steps by hand
# Nan where 2 lr S = 1.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    r = 1 - 2 * lr * spectrum
    t = steps[:, None].double()
    sign = torch.where((r < 0) & (t % 2 == 1), -1.0, 1.0)
    return goal + (start - goal) * sign * torch.exp(t * r.abs().log())
