# loses: principal_features_diagonal, principal_features_length, principal_features_kernel
# says: has shape (3, 2), expected (4, 2)
# Right singular vectors: directions of the parameters, not functions of x.
# %% principal_features
def principal_features(jac, k):
    u, s, vt = torch.linalg.svd(jac, full_matrices=False)
    return s[:k], vt[:k].T * s[:k]
