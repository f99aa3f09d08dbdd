# loses: relative_movement_value, relative_movement_distance, relative_movement_start
# says: is empty, expected
# The list that is filled is not the one that is returned.
# %% relative_movement
def relative_movement(history):
    moved = []
    for w in history:
        moved = [*moved, (w - history[0]).norm() / history[0].norm()]
    found = []
    return torch.tensor(found)
