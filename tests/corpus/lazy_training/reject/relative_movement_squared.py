# loses: relative_movement_distance, relative_movement_start
# says: the square
# Squared norms: the square root is missing.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    return (w - w[0]).square().sum(1) / w[0].square().sum()
