# loses: principal_features_diagonal, principal_features_kernel
# says: has shape (3, 2), expected (4, 2)
# Rows of U instead of columns.
# %% principal_features
def principal_features(jac, k):
    u, s, vt = torch.linalg.svd(jac, full_matrices=False)
    return s[:k], u[:k].T[:, :k] * s[:k]
