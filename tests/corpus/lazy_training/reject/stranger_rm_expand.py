# loses: relative_movement_start
# says: entry 4
# gram trick loses digits
# %% relative_movement
def relative_movement(history):
    w0 = history[0]
    W = torch.stack(list(history))
    return ((W * W).sum(1) + w0 @ w0 - 2 * W @ w0).clamp_min(0).sqrt() / w0.norm()
