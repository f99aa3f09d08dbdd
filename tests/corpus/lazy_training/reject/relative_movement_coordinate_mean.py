# loses: relative_movement_distance
# says: euclidean norm
# A mean of the relative change of each weight: ruled by the weights near zero.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return ((w - w[0]).abs() / w[0].abs()).mean(1)
