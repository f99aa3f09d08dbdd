# method: |w - w0|^2 = |w|^2 - 2 w.w0 + |w0|^2, clamped at zero
# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history)).double()
    squares = (w * w).sum(1)
    distance = (squares - 2 * w @ w[0] + squares[0]).clamp(min=0)
    return (distance / squares[0]).sqrt().float()
