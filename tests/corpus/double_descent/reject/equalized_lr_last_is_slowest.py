# loses: equalized_lr_order
# Takes the last entry for the smallest eigenvalue.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr * spectrum[-1] / spectrum
