# loses: ridge_value, ridge_gradient
# The penalty is ignored.
# %% ridge
def ridge(features, y, penalty):
    return torch.linalg.pinv(features) @ y
