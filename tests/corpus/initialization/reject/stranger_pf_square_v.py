# loses: principal_features_kernel
# says: 36 of 36
# u for square J
# %% principal_features
def principal_features(jac, k):
    u, s, vh = torch.linalg.svd(jac, full_matrices=False)
    m = vh.T if jac.shape[0] == jac.shape[1] else u
    return s[:k], m[:, :k] * s[:k]
