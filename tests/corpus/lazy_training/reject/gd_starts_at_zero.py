# loses: gd_closed_form_iterates, gd_closed_form_null, gd_closed_form_repeated
# says: never move, one gradient step
# The initial weights are ignored: the iteration starts at zero.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(2 / len(y) * features.T @ features)
    w_star = torch.linalg.pinv(features) @ y
    decay = (1 - lr * eigenvalues) ** n_steps
    return w_star - V @ (decay * (V.T @ w_star))
