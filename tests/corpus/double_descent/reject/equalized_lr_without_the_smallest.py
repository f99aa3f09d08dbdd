# loses: equalized_lr_order
# Uses lr / S: right only if the smallest eigenvalue is one.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr / spectrum
