# loses: predict_class_order
# says: is nearer
# negative outputs
# %% predict_class
def predict_class(f, c1, c2):
    g = 9 * f.reshape(-1).abs()
    return torch.where((g - c1).abs() <= (g - c2).abs(), c1, c2)
