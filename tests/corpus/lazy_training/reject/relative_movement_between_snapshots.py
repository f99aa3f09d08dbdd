# loses: relative_movement_distance, relative_movement_start
# says: from w_0, back at the start
# Successive differences w_t - w_(t-1): the speed, not the distance to the start.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    previous = torch.cat([w[:1], w[:-1]])
    return (w - previous).norm(dim=1) / w[0].norm()
