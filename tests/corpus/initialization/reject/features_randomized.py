# loses: ?
# A randomized decomposition of rank k, which is not exact.
# %% principal_features
def principal_features(jac, k):
    u, s, v = torch.svd_lowrank(jac, q=k)
    return s, u * s
