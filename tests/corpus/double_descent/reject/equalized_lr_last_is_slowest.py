# loses: equalized_lr_order
# says: rate is that of the slowest
# Takes the last entry for the smallest eigenvalue.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr * spectrum[-1] / spectrum
