# loses: relative_movement_distance
# says: everywhere, times as large
# A small number against division by zero, not small beside a short w_0.
# %% relative_movement
def relative_movement(history):
    w = torch.stack(history)
    return (w - w[0]).norm(dim=1) / (w[0].norm() + 1e-5)
