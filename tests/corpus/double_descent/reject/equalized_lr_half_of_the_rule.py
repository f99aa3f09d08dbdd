# loses: equalized_lr_two, equalized_lr_order
# says: slowest direction keeps its step
# Equalizes to the mean eigenvalue, faster than the slowest direction was.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr * spectrum.mean() / spectrum
