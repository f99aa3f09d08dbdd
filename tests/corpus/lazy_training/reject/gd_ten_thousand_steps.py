# loses: gd_closed_form_slow
# says: two million steps
# A loop that gives up after ten thousand steps: no formula.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    w, n = w_init, len(y)
    for _ in range(min(n_steps, 10_000)):
        w = w - lr * 2 / n * features.T @ (features @ w - y)
    return w
