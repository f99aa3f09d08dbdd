# loses: ridge_value, ridge_gradient
# says: penalty 3, 2 / (1 + mu)
# The penalty is squared on the diagonal.
# %% ridge
def ridge(features, y, penalty):
    if penalty == 0:
        return torch.linalg.pinv(features) @ y
    p = features.shape[1]
    return torch.linalg.solve(features.T @ features + penalty**2 * torch.eye(p).to(features), features.T @ y)
