# loses: ridge_value, ridge_min_norm
# says: has shape (), expected (1,)
# The axis of a single weight is squeezed away.
# %% ridge
def ridge(features, y, penalty):
    if penalty == 0:
        return (torch.linalg.pinv(features) @ y).squeeze()
    gram = features.T @ features
    return torch.linalg.solve(gram + penalty * torch.eye(len(gram), dtype=gram.dtype), features.T @ y)
