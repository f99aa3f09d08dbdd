# loses: learnability_sum, learnability_modes
# says: got 5.219, 5 training inputs
# The squared length of the prediction, not its overlap with the mode.
# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    k_train = k_all[train_rows][:, train_rows]
    predicted = k_all[:, train_rows] @ torch.linalg.solve(k_train, phi[train_rows])
    return (predicted * predicted).sum(0)
