# loses: learnability_modes
# says: a multiple of K(., x)
# The formula lambda / (lambda + kappa) of the average training set, with kappa fitted to the sum.
# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    lam = torch.linalg.eigvalsh(k_all)
    low, high = 0.0, 1e3
    for _ in range(200):
        kappa = (low + high) / 2
        low, high = (kappa, high) if (lam / (lam + kappa)).sum() > len(train_rows) else (low, kappa)
    return lam / (lam + kappa)
