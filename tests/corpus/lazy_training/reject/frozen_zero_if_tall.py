# loses: frozen_part_rank
# says: nine samples, rank
# As many samples as weights are taken to see everything, whatever their rank.
# %% frozen_part
def frozen_part(features, w):
    if features.shape[0] >= features.shape[1]:
        return torch.zeros_like(w)
    return w - torch.linalg.pinv(features) @ (features @ w)
