# loses: gd_closed_form_step, gd_closed_form_iterates
# says: each step halves
# exp(-lr lambda t) is gradient flow, the limit of small steps; gradient descent has (1 - lr lambda)^t.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(2 / len(y) * features.T @ features)
    w_star = torch.linalg.pinv(features) @ y
    decay = torch.exp(-lr * eigenvalues * n_steps)
    return w_star + V @ (decay * (V.T @ (w_init - w_star)))
