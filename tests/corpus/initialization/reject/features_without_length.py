# loses: principal_features_length, principal_features_kernel
# says: u_j has length 1
# The left singular vectors without their singular values.
# %% principal_features
def principal_features(jac, k):
    u, s, vt = torch.linalg.svd(jac, full_matrices=False)
    return s[:k], u[:, :k]
