# loses: largest_stable_lr_threshold
# says: features / 1000
# capped
# %% largest_stable_lr
def largest_stable_lr(features):
    n = len(features)
    return min(n / float(torch.linalg.matrix_norm(features, 2)) ** 2, 1e3)
