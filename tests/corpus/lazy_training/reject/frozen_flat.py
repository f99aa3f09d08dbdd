# loses: frozen_part_value
# says: has shape (), expected (1,)
# The axis of a single weight is squeezed away.
# %% frozen_part
def frozen_part(features, w):
    return (w - torch.linalg.pinv(features) @ (features @ w)).squeeze()
