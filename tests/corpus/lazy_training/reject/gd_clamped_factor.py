# loses: gd_closed_form_iterates, gd_closed_form_slow
# says: flips its sign
# 1 - lr lambda is cut off at 0: a mode that overshoots counts as converged.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    n = len(y)
    eigenvalues, V = torch.linalg.eigh(2 / n * features.T @ features)
    eigenvalues = torch.where(eigenvalues < 1e-6 * eigenvalues.max(), 0, eigenvalues)
    w_star = torch.linalg.pinv(features) @ y
    factor = (1 - lr * eigenvalues).clamp(min=0) ** n_steps
    return w_star + V @ (factor * (V.T @ (w_init - w_star)))
