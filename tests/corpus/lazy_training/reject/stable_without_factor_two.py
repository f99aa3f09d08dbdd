# loses: largest_stable_lr_value, largest_stable_lr_threshold
# says: 2 times as large
# features' features / n is half of the Hessian of the mean square.
# %% largest_stable_lr
def largest_stable_lr(features):
    return 2 / torch.linalg.eigvalsh(features.T @ features / len(features)).max().item()
