# method: the geometric sum in the eigenbasis, flat directions treated apart
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, V = torch.linalg.eigh(2 / len(y) * features.T @ features)
    b = V.T @ (2 / len(y) * features.T @ y)
    flat = eigenvalues < 1e-9 * eigenvalues.max()
    decay = torch.where(flat, 1.0, (1 - lr * eigenvalues) ** n_steps)
    gain = torch.where(flat, 0.0, (1 - decay) / torch.where(flat, 1.0, eigenvalues))
    return V @ (decay * (V.T @ w_init) + gain * b)
