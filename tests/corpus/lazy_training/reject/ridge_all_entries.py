# loses: ridge_gradient
# says: gradient
# The penalty is added to every entry of the matrix, not only to its diagonal.
# %% ridge
def ridge(features, y, penalty):
    if penalty == 0:
        return torch.linalg.pinv(features) @ y
    return torch.linalg.solve(features.T @ features + penalty, features.T @ y)
