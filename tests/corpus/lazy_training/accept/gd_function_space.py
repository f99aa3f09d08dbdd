# method: the residual decays in the eigenbasis of the n x n kernel; weights move within the span of the rows
# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, U = torch.linalg.eigh(2 / len(y) * features @ features.T)
    residual = U.T @ (y - features @ w_init)
    progress = (1 - (1 - lr * eigenvalues) ** n_steps) * residual
    return w_init + torch.linalg.pinv(features) @ (U @ progress)
