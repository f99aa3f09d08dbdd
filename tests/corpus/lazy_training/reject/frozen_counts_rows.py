# loses: frozen_part_rank
# says: seen twice
# p - n eigenvectors are called frozen; repeated samples make the rank smaller than n.
# %% frozen_part
def frozen_part(features, w):
    n, p = features.shape
    V = torch.linalg.eigh(features.T @ features)[1][:, : p - n]
    return V @ (V.T @ w)
