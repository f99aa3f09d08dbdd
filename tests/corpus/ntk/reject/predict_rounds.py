# loses: predict_class_rule, predict_class_column, predict_class_order
# says: 6 of 6 entries, the border of classes
# Rounding 9 f to the nearest whole number invents classes.
# %% predict_class
def predict_class(f, c1, c2):
    """The class c1 or c2 whose c / 9 is nearest to each output; f (n,) or (n, 1) -> (n,) of whole numbers."""
    f = 9 * f.reshape(-1)
    return f.round().long()
