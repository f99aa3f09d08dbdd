# loses: equalized_lr_order
# says: rate is that of the slowest
# Never lets the slowest direction step by more than 1.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return min(lr, 1.0) * spectrum.min() / spectrum
