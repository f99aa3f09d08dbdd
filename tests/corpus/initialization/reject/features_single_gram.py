# loses: principal_features_length
# says: roots of eigenvalues
# Singular values from J J' in single precision.
# %% principal_features
def principal_features(jac, k):
    lam, u = torch.linalg.eigh(jac @ jac.T)
    s = lam.flip(0)[:k].clamp(min=0).sqrt()
    return s, u.flip(1)[:, :k] * s
