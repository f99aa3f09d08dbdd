# loses: one_layer_first, one_layer_descent, one_layer_oscillates, one_layer_rates
# says: changes its argument start
# A loop that moves the start itself: the next call begins elsewhere.
# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    w, rows = start, []
    for _ in range(int(max(steps)) + 1):
        rows.append(w.clone())
        w -= 2 * lr * spectrum * (w - goal)
    return torch.stack([rows[int(t)] for t in steps])
