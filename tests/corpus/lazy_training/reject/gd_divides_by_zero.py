# loses: gd_closed_form_null, gd_closed_form_slow
# says: NaN, divides
# (1 - (1 - lr lambda)^t) / lambda is 0/0 in the directions that the data cannot see.
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(2 / len(y) * features.T @ features)
    b = 2 / len(y) * features.T @ y
    decay = (1 - lr * eigenvalues) ** n_steps
    return V @ (decay * (V.T @ w_init) + (1 - decay) / eigenvalues * (V.T @ b))
