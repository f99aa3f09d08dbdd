# loses: gd_closed_form_slow
# says: flatter
# Eigenvalues below 1e-8 count as zero, whatever the scale of the features.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    n = len(y)
    lam, V = torch.linalg.eigh(2 / n * features.T @ features)
    alive = lam > 1e-8
    b = V.T @ (2 / n * features.T @ y)
    star = torch.where(alive, b / torch.where(alive, lam, torch.ones_like(lam)), torch.zeros_like(b))
    a = V.T @ w_init
    c = (1 - lr * lam) ** n_steps
    return V @ torch.where(alive, star + c * (a - star), a)
