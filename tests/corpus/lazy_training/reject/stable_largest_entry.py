# loses: largest_stable_lr_threshold
# says: rotation
# The largest entry of the Hessian is not its largest eigenvalue.
# %% largest_stable_lr
def largest_stable_lr(features):
    hessian = 2 / len(features) * features.T @ features
    return 2 / hessian.abs().max().item()
