# loses: ridge_value, ridge_gradient
# says: penalty 1, 2 times as large
# The penalty is ignored.
# %% ridge
def ridge(features, y, penalty):
    return torch.linalg.pinv(features) @ y
