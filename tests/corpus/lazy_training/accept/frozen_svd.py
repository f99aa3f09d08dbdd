# method: right singular vectors beyond the rank
# %% frozen_part
def frozen_part(features, w):
    U, s, Vt = torch.linalg.svd(features, full_matrices=True)
    rank = int((s > 1e-9 * s.max()).sum())
    null = Vt[rank:]
    return null.T @ (null @ w)
