# loses: learnability_modes
# says: 12 of 12 entries
# Modes read as rows of the eigenvector matrix.
# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    k_train = k_all[train_rows][:, train_rows]
    phi = phi.T
    predicted = k_all[:, train_rows] @ torch.linalg.solve(k_train, phi[train_rows])
    return (phi * predicted).sum(0)
