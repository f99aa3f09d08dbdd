# loses: arora_bound_orthogonal, arora_bound_values
# says: got 1.414, sqrt(2
# The factor 2 of the theorem is missing.
# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    unit = x / x.norm(dim=1, keepdim=True)
    rho = unit @ unit.T
    H = rho * duals(rho)[0] / 2
    return torch.sqrt(y @ torch.linalg.solve(H, y) / len(y))
