# loses: learnability_modes
# says: 11 of 12 entries
# Summed over modes for each input: the total is right, the modes are not.
# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    k_train = k_all[train_rows][:, train_rows]
    predicted = k_all[:, train_rows] @ torch.linalg.solve(k_train, phi[train_rows])
    return (phi * predicted).sum(1)
