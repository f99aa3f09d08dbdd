# loses: learnability_modes
# says: no ridge
# no ridge
# %% learnability
def learnability(k_all, train_rows):
    _, phi = torch.linalg.eigh(k_all)
    n = len(train_rows)
    A = k_all[train_rows][:, train_rows] + 1e-7 * torch.eye(n).to(k_all)
    return (phi * (k_all[:, train_rows] @ torch.linalg.solve(A, phi[train_rows]))).sum(0)
