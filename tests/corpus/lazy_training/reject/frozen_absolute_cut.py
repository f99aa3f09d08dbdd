# loses: frozen_part_rank
# says: their length
# What is a zero eigenvalue is decided by an absolute number: short rows see nothing.
# %% frozen_part
def frozen_part(features, w):
    lam, V = torch.linalg.eigh(features.T @ features)
    V = V[:, lam < 1e-3]
    return V @ (V.T @ w)
