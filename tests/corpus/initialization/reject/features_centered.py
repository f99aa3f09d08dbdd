# loses: principal_features_diagonal, principal_features_length, principal_features_kernel
# says: neither centered nor squared
# Columns centered first, a habit from principal component analysis.
# %% principal_features
def principal_features(jac, k):
    u, s, vt = torch.linalg.svd(jac - jac.mean(0), full_matrices=False)
    return s[:k], u[:, :k] * s[:k]
