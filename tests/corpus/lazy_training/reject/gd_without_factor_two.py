# loses: gd_closed_form_step, gd_closed_form_iterates, gd_closed_form_slow
# says: 0.5 times as large
# The gradient of a square carries a 2: all rates are half of what they should be.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(features.T @ features / len(y))
    w_star = torch.linalg.pinv(features) @ y
    decay = (1 - lr * eigenvalues) ** n_steps
    return w_star + V @ (decay * (V.T @ (w_init - w_star)))
