# loses: predict_class_rule, predict_class_column, predict_class_order
# says: / 2 / 9
# The output is compared with the classes themselves, not with c / 9: everything becomes the smaller class.
# %% predict_class
def predict_class(f, c1, c2):
    """The class c1 or c2 whose c / 9 is nearest to each output; f (n,) or (n, 1) -> (n,) of whole numbers."""
    f = f.reshape(-1)
    return torch.where((f - c1).abs() <= (f - c2).abs(), c1, c2)
