# method: n / s_max^2 with the spectral norm
# %% largest_stable_lr
def largest_stable_lr(features):
    return len(features) / torch.linalg.matrix_norm(features, 2) ** 2
