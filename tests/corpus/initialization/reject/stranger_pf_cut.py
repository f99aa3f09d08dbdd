# loses: principal_features_length
# says: 1e-5 s_1
# right to 1e-5 s1
# %% principal_features
def principal_features(jac, k):
    u, s, vh = torch.linalg.svd(jac, full_matrices=False)
    s = torch.where(s > 5e-5 * s[0], s, torch.zeros_like(s))
    return s[:k], u[:, :k] * s[:k]
