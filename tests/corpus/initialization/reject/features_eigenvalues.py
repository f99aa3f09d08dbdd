# loses: principal_features_diagonal, principal_features_length
# says: everywhere it is the square
# Eigenvalues of J J' (the squares) instead of singular values.
# %% principal_features
def principal_features(jac, k):
    u, s, vt = torch.linalg.svd(jac, full_matrices=False)
    return s[:k] ** 2, u[:, :k] * s[:k]
