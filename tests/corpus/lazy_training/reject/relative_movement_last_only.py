# loses: relative_movement_value, relative_movement_distance, relative_movement_start
# says: has shape (), expected (3,)
# One number for the whole run instead of one per snapshot.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return (w[-1] - w[0]).norm() / w[0].norm()
