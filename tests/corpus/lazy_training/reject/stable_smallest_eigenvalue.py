# loses: largest_stable_lr_threshold
# says: explodes, too large
# The flattest direction is taken, but the steepest one diverges first.
# %% largest_stable_lr
def largest_stable_lr(features):
    return 2 / torch.linalg.eigvalsh(2 / len(features) * features.T @ features).min().item()
