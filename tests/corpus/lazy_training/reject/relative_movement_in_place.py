# loses: relative_movement_value, relative_movement_distance, relative_movement_start
# says: changes its argument history
# The snapshots themselves are shifted: the caller's history is gone.
# %% relative_movement
def relative_movement(history):
    start = history[0].clone()
    for w in history:
        w -= start
    return torch.stack(list(history)).norm(dim=1) / start.norm()
