# loses: predict_class_order
# says: (f, 7, 0), 22 of 22 entries
# c1 + (c2 - c1) * (9 f > (c1 + c2) / 2) is right only for c1 < c2.
# %% predict_class
def predict_class(f, c1, c2):
    """The class c1 or c2 whose c / 9 is nearest to each output; f (n,) or (n, 1) -> (n,) of whole numbers."""
    return c1 + (c2 - c1) * (9 * f.reshape(-1) > (c1 + c2) / 2)
