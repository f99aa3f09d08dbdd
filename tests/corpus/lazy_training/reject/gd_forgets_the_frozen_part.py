# loses: gd_closed_form_iterates, gd_closed_form_null, gd_closed_form_repeated
# says: never move
# Directions with eigenvalue 0 are dropped, and the initial weights with them.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(2 / len(y) * features.T @ features)
    seen = eigenvalues > 1e-9
    eigenvalues, V = eigenvalues[seen], V[:, seen]
    w_star = torch.linalg.pinv(features) @ y
    decay = (1 - lr * eigenvalues) ** n_steps
    return w_star + V @ (decay * (V.T @ (w_init - w_star)))
