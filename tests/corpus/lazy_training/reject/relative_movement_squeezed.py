# loses: relative_movement_value
# says: has shape (), expected (1,)
# A single snapshot gives a number without axis.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return ((w - w[0]).norm(dim=1) / w[0].norm()).squeeze()
