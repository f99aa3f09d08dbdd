# loses: principal_features_diagonal, principal_features_length, principal_features_kernel
# says: stopped with runtimeerror
# The full U times s: an error where there are more inputs than parameters.
# %% principal_features
def principal_features(jac, k):
    u, s, _ = torch.linalg.svd(jac)
    return s[:k], (u * s)[:, :k]
