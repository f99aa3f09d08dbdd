# loses: relative_movement_distance
# says: Euclidean norm
# A length below 1 counts as 1, "against a division by zero".
# %% relative_movement
def relative_movement(history):
    w = torch.stack(history)
    return (w - w[0]).norm(dim=1) / w[0].norm().clamp(min=1.0)
