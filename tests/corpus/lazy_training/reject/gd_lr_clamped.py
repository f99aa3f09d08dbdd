# loses: gd_closed_form_iterates
# says: above it
# A learning rate above the limit of stability is replaced by the limit.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    n = len(y)
    lam, V = torch.linalg.eigh(2 / n * features.T @ features)
    lr = min(lr, 2 / float(lam[-1]))
    star = torch.linalg.pinv(features) @ y
    return star + V @ ((1 - lr * lam) ** n_steps * (V.T @ (w_init - star)))
