# loses: ridge_gradient
# says: for any penalty
# small penalties dropped
# %% ridge
def ridge(features, y, penalty):
    if penalty < 1e-6:
        return torch.linalg.pinv(features) @ y
    p = features.shape[1]
    return torch.linalg.solve(features.T @ features + penalty * torch.eye(p).to(features), features.T @ y)
