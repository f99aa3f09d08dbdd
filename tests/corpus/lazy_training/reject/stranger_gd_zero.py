# loses: gd_closed_form_slow
# says: stopped with RuntimeError
# n_steps 0 returns the argument changed
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    n = len(y)
    lam, V = torch.linalg.eigh(2 / n * features.T @ features)
    star = (
        torch.linalg.lstsq(features, y[:, None], driver="gels").solution[:, 0]
        if len(y) >= features.shape[1]
        else torch.linalg.pinv(features) @ y
    )
    return star + V @ ((1 - lr * lam) ** n_steps * (V.T @ (w_init - star)))
