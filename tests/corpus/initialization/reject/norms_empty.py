# loses: gradient_norms_line, gradient_norms_layers
# says: is empty
# No numbers at all.
# %% gradient_norms
def gradient_norms(net, x, y):
    return [g for g in ()]
