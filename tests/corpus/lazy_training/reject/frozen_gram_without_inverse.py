# loses: frozen_part_value, frozen_part_subspace, frozen_part_rest, frozen_part_rank
# says: features = [[2]]
# I - X'X is a projector only if the rows are orthonormal.
# %% frozen_part
def frozen_part(features, w):
    return w - features.T @ (features @ w)
