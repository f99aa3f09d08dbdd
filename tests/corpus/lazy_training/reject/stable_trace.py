# loses: largest_stable_lr_threshold
# says: too small
# The trace (sum of all eigenvalues) is only a lower bound for the limit.
# %% largest_stable_lr
def largest_stable_lr(features):
    return 2 / torch.trace(2 / len(features) * features.T @ features).item()
