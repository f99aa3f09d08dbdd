# loses: principal_features_length
# says: of j itself
# randomised svd
# %% principal_features
def principal_features(jac, k):
    u, s, v = torch.svd_lowrank(jac, q=min(k + 6, *jac.shape), niter=2)
    return s[:k], u[:, :k] * s[:k]
