# loses: largest_stable_lr_value, largest_stable_lr_threshold
# says: got 0.7071, expected 0.25
# Singular values of the features are not squared into eigenvalues of the Hessian.
# %% largest_stable_lr
def largest_stable_lr(features):
    return len(features) / torch.linalg.svdvals(features).max().item()
