# loses: relative_movement_value, relative_movement_distance, relative_movement_start
# says: got 5, the length of w_0
# The distance is not divided by the length of w_0.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return (w - w[0]).norm(dim=1)
