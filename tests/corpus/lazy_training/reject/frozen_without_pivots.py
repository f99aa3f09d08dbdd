# loses: frozen_part_rank
# says: rank, equal
# The first columns of Q, as many as the rank: wrong where an early sample repeats another.
# %% frozen_part
def frozen_part(features, w):
    r = torch.linalg.matrix_rank(features)
    Q = torch.linalg.qr(features.T)[0][:, :r]
    return w - Q @ (Q.T @ w)
