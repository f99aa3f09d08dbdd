# loses: equalized_lr_order
# says: The common rate is that of the slowest direction
# Equalized floor.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return (lr * spectrum.min() / spectrum).clamp(min=1e-7)
