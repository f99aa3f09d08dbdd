# loses: largest_stable_lr_value, largest_stable_lr_threshold
# says: 0.5 times as large
# 1/lambda_max is the fastest rate without oscillation, not the limit of stability.
# %% largest_stable_lr
def largest_stable_lr(features):
    return 1 / torch.linalg.eigvalsh(2 / len(features) * features.T @ features).max().item()
