# loses: frozen_part_subspace, frozen_part_rest, frozen_part_rank
# says: as if they were orthogonal
# Each row is projected out on its own, as if the rows were orthogonal.
# %% frozen_part
def frozen_part(features, w):
    rows = torch.unique(features, dim=0)
    rows = rows / rows.norm(dim=1, keepdim=True)
    return w - rows.T @ (rows @ w)
