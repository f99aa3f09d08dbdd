# loses: frozen_part_value, frozen_part_subspace, frozen_part_rank
# says: cannot see
# The row space instead of the null space: this is exactly what does move.
# %% frozen_part
def frozen_part(features, w):
    return torch.linalg.pinv(features) @ (features @ w)
