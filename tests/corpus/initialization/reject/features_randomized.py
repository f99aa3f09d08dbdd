# loses: principal_features_diagonal, principal_features_length
# says: lengths 5, 3 and 1
# A randomized decomposition of rank k, which is not exact.
# %% principal_features
def principal_features(jac, k):
    u, s, v = torch.svd_lowrank(jac, q=k)
    return s, u * s
