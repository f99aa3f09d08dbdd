# loses: equalized_lr_two, equalized_lr_order
# says: slowest direction keeps its step
# Lifts the slow directions to the rate of the fast one; a single label noise then sets the pace.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr * spectrum.max() / spectrum
