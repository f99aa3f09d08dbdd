# loses: gd_closed_form_iterates
# says: flips its sign
# |1 - lr lambda|: the sign of a mode that overshoots is lost.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    n = len(y)
    eigenvalues, V = torch.linalg.eigh(2 / n * features.T @ features)
    w_star = torch.linalg.pinv(features) @ y
    decay = (1 - lr * eigenvalues).abs() ** n_steps
    return w_star + V @ (decay * (V.T @ (w_init - w_star)))
