# loses: frozen_part_rank
# says: rank, length
# Singular values below 1e-6 count as zero, whatever the length of the rows.
# %% frozen_part
def frozen_part(features, w):
    u, s, vh = torch.linalg.svd(features, full_matrices=False)
    rows = vh[s > 1e-6]
    return w - rows.T @ (rows @ w)
