# loses: gd_closed_form_iterates, gd_closed_form_repeated
# says: one gradient step
# Eigenvectors are the columns of V: V' and V are exchanged.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(2 / len(y) * features.T @ features)
    w_star = torch.linalg.pinv(features) @ y
    decay = (1 - lr * eigenvalues) ** n_steps
    return w_star + V.T @ (decay * (V @ (w_init - w_star)))
