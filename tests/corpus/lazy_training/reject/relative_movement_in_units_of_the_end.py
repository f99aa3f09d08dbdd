# loses: relative_movement_value, relative_movement_start
# says: the length of w_0
# Divided by the length of the current weights instead of the initial ones.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return (w - w[0]).norm(dim=1) / w.norm(dim=1)
