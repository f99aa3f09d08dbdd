# loses: arora_bound_values
# says: nearly equal
# capped at
# %% arora_bound
def arora_bound(x, y):
    x = x / x.norm(dim=1, keepdim=True)
    s = x @ x.T
    H = s * duals(s)[0] / 2
    return (2 * y @ torch.linalg.pinv(H, rtol=1e-3, hermitian=True) @ y / len(y)).sqrt()
