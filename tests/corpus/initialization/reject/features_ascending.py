# loses: principal_features_diagonal, principal_features_length, principal_features_kernel
# says: largest first
# eigh sorts upwards: the smallest k are returned.
# %% principal_features
def principal_features(jac, k):
    values, vectors = torch.linalg.eigh(jac.double() @ jac.double().T)
    s = values.clamp(min=0).sqrt()
    return s[:k], vectors[:, :k] * s[:k]
