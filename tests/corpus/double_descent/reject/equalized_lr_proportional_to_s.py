# loses: equalized_lr_two, equalized_lr_order
# says: too fast already
# Scales the steps like S instead of 1/S: the fast direction diverges.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr * spectrum / spectrum.min()
