# method: singular value decomposition of the features
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    U, s, Vt = torch.linalg.svd(features, full_matrices=False)
    seen = s > 1e-9 * s.max()
    U, s, Vt = U[:, seen], s[seen], Vt[seen]
    start = Vt @ w_init
    target = (U.T @ y) / s
    decay = (1 - lr * 2 / len(y) * s**2) ** n_steps
    return w_init + Vt.T @ ((1 - decay) * (target - start))
