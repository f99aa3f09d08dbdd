# loses: arora_bound_values
# says: H^-1
# y' H y in place of y' H^-1 y.
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = rho * duals(rho)[0] / 2
    return torch.sqrt(2 * y @ H @ y * 4 / len(y))
