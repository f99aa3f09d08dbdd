# loses: equalized_lr_two, equalized_lr_order
# says: all products must be equal
# Divides by the singular value instead of the eigenvalue: the rates stay different.
# %% equalized_lr
def equalized_lr(spectrum, lr):
    return lr * (spectrum.min() / spectrum).sqrt()
