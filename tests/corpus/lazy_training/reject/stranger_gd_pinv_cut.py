# loses: gd_closed_form_slow
# says: very many steps
# small eigenvalues frozen
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    n = len(y)
    lam, V = torch.linalg.eigh(2 / n * features.T @ features)
    keep = lam > 1e-6 * lam[-1]
    star = torch.linalg.pinv(features) @ y
    c = torch.where(keep, (1 - lr * lam) ** n_steps, torch.ones_like(lam))
    return star + V @ (c * (V.T @ (w_init - star)))
