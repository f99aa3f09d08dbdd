# loses: frozen_part_rank
# says: singular
# X X' has no inverse as soon as two samples coincide.
# %% frozen_part
def frozen_part(features, w):
    kernel = features @ features.T
    return w - features.T @ torch.linalg.inv(kernel) @ (features @ w)
