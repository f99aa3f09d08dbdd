# loses: largest_stable_lr_threshold
# says: rotation
# The largest diagonal entry stands for the largest eigenvalue.
# %% largest_stable_lr
def largest_stable_lr(features):
    return 2 / torch.diag(2 / len(features) * features.T @ features).max()
