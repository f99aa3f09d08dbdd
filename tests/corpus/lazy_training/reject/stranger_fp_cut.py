# loses: frozen_part_rank
# says: nine samples
# any rank: cut 1e-3
# %% frozen_part
def frozen_part(features, w):
    u, s, vh = torch.linalg.svd(features, full_matrices=False)
    v = vh[s > 1e-3 * s[0]]
    return w - v.T @ (v @ w)
