# loses: equalized_lr_order
# says: rate is that of the slowest
# Uses lr / S: right only if the smallest eigenvalue is one.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr / spectrum
