# loses: relative_movement_distance, relative_movement_start
# says: back at the start
# The length of the path up to t instead of the distance to its start.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    previous = torch.cat([w[:1], w[:-1]])
    return (w - previous).norm(dim=1).cumsum(0) / w[0].norm()
