# method: the n x n Gram matrix has the same largest eigenvalue
# %% largest_stable_lr
def largest_stable_lr(features):
    kernel = features @ features.T / len(features)
    return float(1 / torch.linalg.eigvalsh(kernel)[-1])
