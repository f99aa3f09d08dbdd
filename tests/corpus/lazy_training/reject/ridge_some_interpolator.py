# loses: ridge_min_norm
# says: cannot see, shorter
# At penalty 0 it returns an interpolator with a frozen part: not the shortest one.
# %% ridge
def ridge(features, y, penalty):
    if penalty == 0:
        w = torch.linalg.pinv(features) @ y
        ones = torch.ones_like(w)
        return w + ones - torch.linalg.pinv(features) @ (features @ ones)
    p = features.shape[1]
    return torch.linalg.solve(features.T @ features + penalty * torch.eye(p).to(features), features.T @ y)
