# loses: relative_movement_distance
# says: euclidean norm
# Sums of absolute values instead of Euclidean norms.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return (w - w[0]).abs().sum(1) / w[0].abs().sum()
