# loses: learnability_sum, learnability_modes
# says: got 1, 0.2 times as large
# Divided by the number of training inputs.
# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    k_train = k_all[train_rows][:, train_rows]
    predicted = k_all[:, train_rows] @ torch.linalg.solve(k_train, phi[train_rows])
    return (phi * predicted).sum(0) / len(train_rows)
