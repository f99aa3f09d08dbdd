# loses: predict_class_column
# says: has shape ()
# squeeze() also drops the only row.
# %% predict_class
def predict_class(f, c1, c2):
    f = f.squeeze()
    return torch.where((f - c1 / 9).abs() < (f - c2 / 9).abs(), c1, c2)
