# loses: principal_features_diagonal, principal_features_length, principal_features_kernel
# says: length
# Gradients scaled to length 1 before the decomposition.
# %% principal_features
def principal_features(jac, k):
    u, s, vt = torch.linalg.svd(jac / jac.norm(dim=1, keepdim=True).clamp(min=1e-9), full_matrices=False)
    return s[:k], u[:, :k] * s[:k]
