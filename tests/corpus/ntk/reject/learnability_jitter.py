# loses: learnability_modes
# says: no ridge
# Kind: a secret ridge. 1e-6 on the diagonal of the kernel.
# %% learnability
def learnability(k_all, train_rows):
    _, phi = torch.linalg.eigh(k_all)
    k = k_all[train_rows][:, train_rows] + 1e-6 * torch.eye(len(train_rows)).double()
    return (phi * (k_all[:, train_rows] @ torch.linalg.solve(k, phi[train_rows]))).sum(0)
