# loses: relative_movement_distance
# says: norm of the difference
# The change of the length instead of the length of the change: blind to rotations.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return (w.norm(dim=1) - w[0].norm()).abs() / w[0].norm()
