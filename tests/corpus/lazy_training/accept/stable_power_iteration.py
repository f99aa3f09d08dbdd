# method: power iteration from a generic vector
# %% largest_stable_lr
def largest_stable_lr(features):
    hessian = 2 / len(features) * features.T @ features
    v = torch.arange(1.0, features.shape[1] + 1, dtype=features.dtype)
    for _ in range(2000):
        v = hessian @ v
        v = v / v.norm()
    return 2 / (v @ hessian @ v).item()
